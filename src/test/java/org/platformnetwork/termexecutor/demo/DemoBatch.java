package org.platformnetwork.termexecutor.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A calendar library with four bugs, a task for each, and an agent that fixes three of them. */
public final class DemoBatch {

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

            # The day of the year, from 1: day_of_year YEAR MONTH DAY
            day_of_year() {
                local total=0 month
                for (( month = 1; month <= $2; month++ )); do
                    (( total += $(days_in_month "$1" "$month") ))
                done
                echo $(( total + $3 ))
            }

            # A date as ISO 8601 writes it: iso_date YEAR MONTH DAY
            iso_date() { echo "$1-$2-$3"; }
            """;

    private static final String AGENT =
            """
            # Fixes what the prompt names. It knows nothing of ISO 8601.
            set -eu
            echo "asked: $(head -n 1 "$TASK_PROMPT")"
            case $(cat "$TASK_PROMPT") in
                *is_leap_year*)
                    sed -i 's/\\$1 % 4 == 0 && \\$1 % 100 != 0/($1 % 4 == 0 \\&\\& $1 % 100 != 0) || $1 % 400 == 0/' calendar.sh ;;
                *days_in_month*)
                    sed -i 's/days\\[\\$2\\]/days[$2 - 1]/' calendar.sh ;;
                *day_of_year*)
                    sed -i 's/month <= \\$2/month < $2/; s/days\\[\\$2\\]/days[$2 - 1]/' calendar.sh ;;
                *) echo "no idea how to do that" ;;
            esac
            git --no-pager diff --stat
            """;

    /** Every task's name with the status it has to end in. */
    public static final Map<String, String> EXPECTED =
            new TreeMap<>(
                    Map.of(
                            "demo/calendar-1", "completed",
                            "demo/calendar-2", "completed",
                            "demo/calendar-3", "completed",
                            "demo/calendar-4", "failed"));

    private DemoBatch() {}

    /** Makes the repository below {@code mirrors} and the archive whose tasks refer to it. */
    public static byte[] create(Path mirrors) {
        var repository = TestRepository.create(mirrors.resolve("demo/calendar"));
        var base = repository.commit("calendar.sh", LIBRARY, "README.md", "# calendar\n");
        repository.commit("README.md", "# calendar\n\nLater than the tasks.\n");
        var archive = TestArchive.withAgent("agent.sh", AGENT);
        task(archive, 1, base, "is_leap_year: 2000 was a leap year.", "is_leap_year 2000");
        task(
                archive,
                2,
                base,
                "days_in_month: January has 31 days.",
                "[[ $(days_in_month 2023 12) == 31 && $(days_in_month 2023 4) == 30 ]]");
        task(
                archive,
                3,
                base,
                "day_of_year: New Year's Day is day 1.",
                "[[ $(day_of_year 2023 1 1) == 1 && $(day_of_year 2023 3 1) == 60 ]]");
        task(
                archive,
                4,
                base,
                "iso_date: months and days have two digits.",
                "[[ $(iso_date 2026 1 2) == 2026-01-02 ]]");
        return archive.zip();
    }

    private static void task(
            TestArchive archive, int number, String base, String prompt, String check) {
        var directory = "tasks/demo/calendar-" + number + "/";
        archive.file(
                        directory + "workspace.yaml",
                        """
                        id: demo/calendar-%d
                        repo: demo/calendar
                        base_commit: %s
                        language: bash
                        install_config:
                          install: bash -n calendar.sh
                        """
                                .formatted(number, base))
                .file(directory + "prompt.md", prompt + "\n")
                .file(
                        directory + "tests/fail_to_pass_1.sh",
                        "source ./calendar.sh\n" + check + "\n")
                .file(
                        directory + "tests/pass_to_pass_1.sh",
                        "source ./calendar.sh\nis_leap_year 2024 && ! is_leap_year 2023\n");
    }
}
