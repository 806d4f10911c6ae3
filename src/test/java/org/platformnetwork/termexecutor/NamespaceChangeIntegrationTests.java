package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand("bwrap")
class NamespaceChangeIntegrationTests extends ChangeScenarios {

    private static final String COMMITTING =
            """
            set -e
            export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.invalid
            export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.invalid
            """;

    NamespaceChangeIntegrationTests() {
        super("namespaces");
    }

    @Test
    void ignoredFilesAreFoundInASplitIndex() {
        var task =
                evaluate(
                        COMMITTING
                                + """
                                git config core.splitIndex true
                                mkdir cache && echo 1 >cache/one && git add --force cache/one
                                git update-index --split-index && git commit -q -m x
                                echo 2 >cache/two && git add --force cache/two && git commit -q -m y
                                ls .git/sharedindex.*
                                """,
                        "test -f cache/one && test -f cache/two\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }

    @Test
    void indexThatCannotBeReadIsNamed() {
        var task = evaluate("set -e; echo nonsense >.git/index\n", "true\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("notes").toString())
                .contains("git refuses it: .git/index cannot be read");
    }

    @Test
    void filesThatTheAgentClosedAreTaken() {
        var task =
                evaluate(
                        COMMITTING
                                + """
                                mkdir -p closed/inner cache && echo 1 >closed/inner/file && echo 2 >unread
                                echo 3 >cache/a && echo 4 >cache/b && echo 5 >cache/c
                                git add --force cache && git commit -q -m x
                                rm cache/b && ln -s nowhere cache/b
                                chmod 0 closed/inner closed unread cache/a
                                """,
                        """
                        test "$(cat closed/inner/file unread cache/a cache/c)" = "$(printf '1\n2\n3\n5')"
                        """);

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }

    @Test
    void filesThatGitCannotTakeDoNotHideTheOthers() {
        var task =
                evaluate(
                        COMMITTING
                                + """
                                mkdir -p cache/a && echo 1 >cache/a/file && echo 2 >cache/c
                                git add --force cache && git commit -q -m x
                                mv cache/a elsewhere && ln -s ../elsewhere cache/a
                                """,
                        "test -f cache/c && test -f elsewhere/file\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("notes").toString()).contains("cache/a/file");
    }

    @Test
    void filesOfAnyNumberOfRepositoriesAreTaken() {
        var task =
                evaluate(
                        """
                        mkdir -p {many/{1..1200},.GIT/inner,git~1/inner}/.git/{objects,refs}
                        for d in many/* .GIT/inner git~1/inner; do echo 'ref: refs/heads/main' >$d/.git/HEAD; done
                        for i in {1..40}; do echo 1 >many/$((i * 30))/f; done
                        """,
                        "test \"$(ls many/*/f | wc -l)\" = 40\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }
}
