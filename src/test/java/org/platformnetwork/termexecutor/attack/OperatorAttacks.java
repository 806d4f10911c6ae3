package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.TestKeys;

/** What only the operator of the machine may do. */
interface OperatorAttacks extends Theme {

    @Test
    default void agentDoesNotCancelAsTheOperator() {
        var socket = arena().workspace().resolve("data/operator.sock");
        assertThat(socket).exists();
        var other =
                arena().client()
                        .submit(
                                TestKeys.ALICE,
                                Duel.python("pass\n").archive(arena().repository()).zip())
                        .text("batch_id");

        var judged =
                fight(
                        Duel.python(
                                """
                                fix()
                                service = socket.socket(socket.AF_UNIX)
                                try:
                                    service.connect("%s")
                                    service.sendall(b'{"batch_id": "%s"}')
                                    service.shutdown(socket.SHUT_WR)
                                    print(service.recv(9999).decode())
                                except OSError: pass
                                print("tried")
                                """
                                        .formatted(socket, other)));

        judged.passes();
        assertThat(judged.output()).endsWith("tried\n").doesNotContain(other);
        assertThat(arena().client().get("/batch/" + other).text("error"))
                .doesNotContain("operator");
    }
}
