package org.platformnetwork.termexecutor.page;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A calendar library, tasks that end in different ways, and an agent that waits when told to. */
final class Showcase {

    static final String PASSES = "calendar/leap-years-12";
    static final String FAILS = "calendar/iso-dates-31";
    static final String WAITS = "calendar/month-lengths-18";

    private static final String LIBRARY =
            """
            # A small calendar library for bash.

            # Whether a year has 366 days.
            is_leap_year() { (( $1 % 4 == 0 && $1 % 100 != 0 )); }

            # The number of days of a month: days_in_month YEAR MONTH
            days_in_month() {
                local days=(31 28 31 30 31 30 31 31 30 31 30 31)
                echo "${days[$2]}"
            }

            # A date as ISO 8601 writes it: iso_date YEAR MONTH DAY
            iso_date() { echo "$1-$2-$3"; }
            """;

    private static final String AGENT =
            """
            set -eu
            printf '\\033[1mprompt\\033[0m %s\\n' "$(cat "$TASK_PROMPT")"
            printf 'reading \\033[36mcalendar.sh\\033[0m, %s lines\\n' "$(wc -l < calendar.sh)"
            case $(cat "$TASK_PROMPT") in
                *wait*) until [ -e @go@ ]; do sleep 0.05; done ;;
            esac
            case $(cat "$TASK_PROMPT") in
                *is_leap_year*)
                    sed -i 's/\\$1 % 4 == 0 && \\$1 % 100 != 0/($1 % 4 == 0 \\&\\& $1 % 100 != 0) || $1 % 400 == 0/' calendar.sh ;;
                *days_in_month*)
                    sed -i 's/days\\[\\$2\\]/days[$2 - 1]/' calendar.sh ;;
                *iso_date*)
                    sed -i 's/echo "\\$1-\\$2-\\$3"/printf "%04d-%02d-%d\\\\n" "$1" "$2" "$3"/' calendar.sh
                    mkdir -p tests && echo '# nothing yet' > tests/conftest.py ;;
            esac
            sleep 0.6
            printf '\\033[32mdone\\033[0m, changed %s file(s)\\n' "$(git status --short | wc -l)"
            """;

    private final Path go;
    private final TestRepository repository;

    /**
     * @param directory for the repository; the agent waits for a file in it
     */
    Showcase(Path directory) {
        go = directory.resolve("go");
        repository = TestRepository.create(directory.resolve("calendar"));
        repository.commit("calendar.sh", LIBRARY, "README.md", "# calendar\n");
    }

    /** For at most three tasks at once. */
    static Map<String, String> environment() {
        return Map.of("ISOLATION", "process", "MAX_CONCURRENT_TASKS", "3");
    }

    /** Lets the tasks go on that wait. */
    void go() {
        try {
            Files.createFile(go);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the one task time out that does not end by itself. */
    static void timeOut(RunningService service, String id) {
        var client = service.client();
        await().until(() -> client.get("/batch/" + id).json().path("completed_tasks").asInt() == 6);
        service.passTimeOfHang(Duration.ofMinutes(5));
    }

    /** Passes three of seven. */
    TestArchive archive() {
        var archive = TestArchive.withAgent("agent.sh", AGENT.replace("@go@", go.toString()));
        task(archive, PASSES, "is_leap_year: 2000 was a leap year.", "is_leap_year 2000");
        task(
                archive,
                FAILS,
                "iso_date: months and days have two digits.",
                "echo 'checking that 2 January is 02'\n"
                        + "[[ $(iso_date 2026 1 2) == 2026-01-02 ]] || { echo \"expected"
                        + " 2026-01-02, got $(iso_date 2026 1 2)\"; exit 1; }");
        task(archive, "calendar/broken-0", "nothing", "true")
                .file(
                        "tasks/calendar-broken-0/workspace.yaml",
                        "id: calendar/broken-0\nrepo: %s\nbase_commit: %s\n"
                                .formatted(repository.url(), "0123456789".repeat(4)));
        task(
                archive,
                "calendar/week-numbers-7",
                "wait: week 1 holds 4 January.",
                RunningService.HANG);
        task(
                archive,
                WAITS,
                "wait: days_in_month: January has 31 days.",
                "[[ $(days_in_month 2023 12) == 31 ]]");
        task(archive, "calendar/leap-years-13", "wait: is_leap_year: 2400.", "is_leap_year 2400");
        task(archive, "calendar/easter-40", "when is Easter?", "declare -F easter");
        return archive;
    }

    private TestArchive task(TestArchive archive, String id, String prompt, String check) {
        var directory = "tasks/" + id.replace('/', '-') + "/";
        return archive.file(
                        directory + "workspace.yaml",
                        """
                        id: %s
                        repo: %s
                        base_commit: %s
                        install_config:
                          install: "bash -n calendar.sh && sleep 0.3 && echo syntax is fine"
                        """
                                .formatted(id, repository.url(), repository.head()))
                .file(directory + "prompt.md", prompt + "\n")
                .file(
                        directory + "tests/fail_to_pass_1.sh",
                        "source ./calendar.sh\n" + check + "\n")
                .file(
                        directory + "tests/pass_to_pass_1.sh",
                        "source ./calendar.sh\nis_leap_year 2024 && ! is_leap_year 2023\n");
    }

    /** Two votes; the batch's id. */
    static String submit(RunningService service, TestArchive archive) {
        var zip = archive.zip();
        service.client().submit(TestKeys.ALICE, zip);
        return service.client().submit(TestKeys.BOB, zip).text("batch_id");
    }
}
