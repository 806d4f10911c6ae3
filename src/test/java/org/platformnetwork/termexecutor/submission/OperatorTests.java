package org.platformnetwork.termexecutor.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.sandbox.Isolation;

class OperatorTests {

    @ParameterizedTest
    @CsvSource({
        "NAMESPACES, service, service, true",
        "NAMESPACES, service, root, true",
        "NAMESPACES, service, other, false",
        "UID, root, root, true",
        "UID, root, other, false",
        "PROCESS, service, service, false",
        "PROCESS, service, root, true",
        "PROCESS, root, root, false",
        "PROCESS, service, other, false",
    })
    void isRootOrTheServiceUnlessThatCouldBeATask(
            Isolation level, String service, String peer, boolean isOperator) {
        var operator = new Operator(new User(service), new User("root"), level);

        assertThat(operator.isMeantBy(new User(peer))).isEqualTo(isOperator);
    }

    private record User(String name) implements UserPrincipal {

        @Override
        public String getName() {
            return name;
        }
    }
}
