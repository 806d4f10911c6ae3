package org.platformnetwork.termexecutor.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

/** The command as operators start it, by whom and where they may. */
@EnabledIfCommand({"unshare", "setpriv"})
class DoctorCommandIntegrationTests {

    private static final String FLAGS =
            "--security-opt seccomp=unconfined --security-opt systempaths=unconfined";

    @TempDir Path temporary;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("bwrap")
    void rootHasEveryLevel() {
        var doctor = doctor(List.of(), Map.of("MAX_CONCURENT_TASKS", "2"));

        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.about("MAX_CONCURENT_TASKS"))
                .hasSize(2)
                .last()
                .isEqualTo("-> set MAX_CONCURRENT_TASKS");
        assertThat(doctor.about("namespaces"))
                .singleElement()
                .asString()
                .endsWith(" works, system calls filtered");
        assertThat(doctor.about("uid"))
                .singleElement()
                .asString()
                .endsWith(" works, system calls filtered");
        assertThat(doctor.about("ISOLATION"))
                .singleElement()
                .asString()
                .endsWith("auto chooses namespaces");
        assertThat(doctor.about("python3")).isNotEmpty();
        assertThat(doctor.output())
                .contains("Programs of tasks, at level namespaces")
                .endsWith("The service would start with these settings.\n");
    }

    @Test
    @EnabledIfCommand("bwrap")
    void ordinaryUserHasAllButTheUsers() {
        assumeTrue(OwnProcess.works(OwnProcess.AS_USER));
        var doctor = doctor(OwnProcess.AS_USER, Map.of());

        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.about("namespaces"))
                .singleElement()
                .asString()
                .endsWith(" works, system calls filtered");
        assertThat(doctor.about("uid"))
                .hasSize(2)
                .first()
                .asString()
                .endsWith("the service is not root");
        assertThat(doctor.about("uid").getLast()).startsWith("-> run the service as root");
    }

    @Test
    void namesTheSysctlThatForbidsNamespaces() {
        assumeTrue(OwnProcess.works(OwnProcess.AS_CONFINED_USER));
        var doctor = doctor(OwnProcess.AS_CONFINED_USER, Map.of());

        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.about("namespaces").getFirst()).startsWith("warn");
        assertThat(doctor.about("namespaces"))
                .anyMatch(line -> line.endsWith("sysctl -w user.max_user_namespaces=15000"));
        assertThat(doctor.about("ISOLATION"))
                .singleElement()
                .asString()
                .startsWith("warn")
                .contains("auto chooses process");
    }

    @Test
    void refusedStartNamesTheSameMend() {
        assumeTrue(OwnProcess.works(OwnProcess.AS_CONFINED_USER));
        var doctor = doctor(OwnProcess.AS_CONFINED_USER, Map.of("ISOLATION", "namespaces"));
        var service =
                OwnProcess.run(
                        OwnProcess.AS_CONFINED_USER,
                        environment(Map.of("ISOLATION", "namespaces")));

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.about("ISOLATION").getFirst()).startsWith("ERROR");
        assertThat(service.exitCode()).isEqualTo(1);
        assertThat(service.output().lines().filter(line -> line.contains(" ERROR ")))
                .singleElement()
                .asString()
                .contains("Level namespaces is not available: ")
                .endsWith("sysctl -w user.max_user_namespaces=15000.")
                .doesNotContain(temporary.toString());
    }

    @Test
    @EnabledIfRoot
    void rootOfContainerGetsUsersAndTheFlagsForMore() {
        var doctor = doctor(OwnProcess.AS_ROOT_OF_A_CONTAINER, Map.of());

        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.about("namespaces").getFirst()).contains("Operation not permitted");
        if (Files.exists(Path.of("/.dockerenv"))) {
            assertThat(doctor.about("namespaces"))
                    .contains(
                            "-> docker run " + FLAGS + " --cap-add SYS_ADMIN --cap-add NET_ADMIN");
        } else {
            assertThat(doctor.about("namespaces").getLast()).contains("CAP_SYS_ADMIN");
        }
        assertThat(doctor.about("ISOLATION").getFirst()).endsWith("auto chooses uid");
    }

    @Test
    void rootWithoutOtherUsersStillHasProcesses() {
        var alone = List.of("unshare", "--user", "--map-root-user", "--");
        assumeTrue(OwnProcess.works(alone));
        var doctor = doctor(alone, Map.of());

        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.about("uid").getLast()).contains("map 65536 users");
        assertThat(doctor.about("namespaces").getLast()).contains("map 65536 users");
        assertThat(doctor.about("process").getFirst()).endsWith(" works, system calls filtered");
    }

    @Test
    void namesThePackageOfWhatIsMissing() throws IOException {
        var path =
                pathWith(
                                "sh bash env cp rm find chmod chown mkdir nice true xargs awk prlimit"
                                        .split(" ", -1))
                        .toString();
        var doctor = doctor(List.of(), Map.of("PATH", path, "ISOLATION", "namespaces"));

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.about("namespaces"))
                .containsExactly(
                        "warn   namespaces      bubblewrap is not installed",
                        "-> apt-get install bubblewrap");
        assertThat(doctor.about("git"))
                .containsExactly("ERROR  git             missing: git", "-> apt-get install git");
        assertThat(doctor.output()).contains("with these settings: ISOLATION, git.\n");
    }

    @Test
    void settingThatCannotBeUsedIsAnError() {
        var doctor = doctor(List.of(), Map.of("TASK_MAX_PROCESSES", "-1"));

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.output()).contains("TASK_MAX_PROCESSES=-1 is not allowed");
    }

    @Test
    void saysThatTheWorkspaceCannotBeHad() throws IOException {
        var file = Files.writeString(temporary.resolve("file"), "kept");
        var doctor = doctor(List.of(), Map.of("WORKSPACE_BASE", file.toString()));

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.about("WORKSPACE_BASE"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("ERROR");
        assertThat(file).hasContent("kept");
    }

    /** No links, which would be deleted with a warning each. */
    private Path pathWith(String... programs) throws IOException {
        var directory = Files.createDirectory(temporary.resolve("programs"));
        for (var program : programs) {
            var wrapper = directory.resolve(program);
            Files.writeString(wrapper, "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(program));
            Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return directory;
    }

    private OwnProcess doctor(List<String> before, Map<String, String> environment) {
        var all = environment(environment);
        var doctor = OwnProcess.run(before, all, DoctorCommand.NAME);
        assertThat(temporary.resolve("work")).doesNotExist();
        return doctor;
    }

    private Map<String, String> environment(Map<String, String> more) {
        var all = new HashMap<String, String>();
        all.put("WORKSPACE_BASE", temporary.resolve("work").toString());
        all.put("DATA_DIR", temporary.resolve("data").toString());
        all.putAll(more);
        return all;
    }
}
