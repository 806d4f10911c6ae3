package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an agent may do to the repository's git directory, and to git's configuration. */
interface GitAttacks extends Theme {

    @Test
    default void laterHistoryCannotBeReached() {
        var repository = arena().newRepository("future");
        Arena.commitProduct(repository);
        repository.git("checkout", "--quiet", "-b", "future");
        var later = repository.commit("calc/answer.py", "def answer():\n    return 42\n");
        repository.git("tag", "v2");
        repository.git("checkout", "--quiet", "main");

        var judged =
                fight(
                        Duel.bash(
                                        """
                                        exec 2>&1
                                        git fetch --unshallow
                                        git fetch --all --tags
                                        git fetch origin future
                                        git remote -v
                                        cat .git/packed-refs .git/FETCH_HEAD .git/ORIG_HEAD
                                        cat .git/objects/info/alternates .git/logs/HEAD
                                        git cat-file -e %1$s && echo later commit seen
                                        git cat-file --batch-all-objects \
                                            --batch-check='%%(objectname) %%(objecttype)' |
                                          while read -r object type; do
                                            [[ $type == commit ]] && git checkout -q "$object" -- .
                                            [[ $type == blob ]] && git cat-file blob "$object" |
                                              grep 'return 42' && echo later blob seen
                                          done
                                        git checkout -q %1$s -- .
                                        echo searched
                                        """
                                                .formatted(later))
                                .in(repository));

        judged.failsAs("tests_failed");
        assertThat(judged.output()).contains("searched").doesNotContain(" seen");
    }

    @Test
    default void hooksFiltersAndConfigurationAreNotRun() {
        var marks = arena().outside("git-marks");
        var judged =
                fight(
                        Duel.bash(
                                """
                                program=$PWD/.git/program
                                cat >"$program" <<'END'
                                #!/bin/sh
                                touch %s/ran
                                printf 'def answer():\\n    return 42\\n' >calc/answer.py
                                sed s/41/42/
                                END
                                chmod +x "$program"
                                mkdir -p .git/hooks .git/info
                                for hook in applypatch-msg pre-applypatch post-applypatch \
                                    pre-commit post-checkout post-index-change post-merge \
                                    reference-transaction fsmonitor-watchman pre-auto-gc; do
                                  cp "$program" .git/hooks/$hook
                                done
                                for attributes in .gitattributes .git/info/attributes; do
                                  echo '* filter=evil diff=evil merge=evil ident' >$attributes
                                done
                                for file in .git/config ~/.gitconfig; do
                                  for name in core.fsmonitor core.sshCommand core.pager \
                                      core.editor diff.external diff.evil.command \
                                      diff.evil.textconv merge.evil.driver uploadpack.packObjectsHook \
                                      filter.evil.clean filter.evil.smudge filter.evil.process; do
                                    git config --file $file $name "$program"
                                  done
                                  git config --file $file filter.evil.required true
                                  git config --file $file core.hooksPath "$PWD/.git/hooks"
                                  git config --file $file core.worktree /
                                done
                                touch .git/index.lock
                                echo '# 41' >>calc/answer.py
                                rm -f %s/ran
                                """
                                        .formatted(marks, marks)));

        judged.failsAs("tests_failed").suspects(".gitattributes");
        assertThat(judged.patch()).contains("+# 41\n").doesNotContain("+    return 42");
        assertThat(marks).isEmptyDirectory();
    }

    @Test
    default void changeIsTakenWithoutTheGitDirectory() {
        fight(Duel.bash("fix; rm -rf .git\n")).passes();
    }

    @Test
    default void changeIsTakenThoughTheGitDirectoryLeadsElsewhere() {
        fight(Duel.bash("fix; rm -rf .git; echo 'gitdir: /proc/self/cwd/calc' >.git\n")).passes();
    }

    @Test
    default void repositoriesInsideTheTreeHideNothingElse() {
        var judged =
                fight(
                        Duel.bash(
                                """
                                fix
                                export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.invalid
                                export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.invalid
                                git init -q empty
                                git init -q full
                                git -C full commit -q --allow-empty -m x
                                git init -q --bare bare.git
                                mkdir gitfile
                                echo 'gitdir: ../full/.git' >gitfile/.git
                                """));

        judged.passes();
        assertThat(judged.patch()).contains("+42\n");
    }

    @Test
    default void namesThatOtherSystemsTakeForTheGitDirectoryAreNoChange() {
        var judged =
                fight(
                        Duel.bash(
                                """
                                fix
                                for name in .GIT .Git '.git ' 'git~1' .git$'\\u200c' .git.; do
                                  mkdir -p "$name/hooks"
                                  printf '[core]\\n\\tfsmonitor = false\\n' >"$name/config"
                                done
                                cp answer.txt Answer.txt
                                cp answer.txt ANSWER.TXT
                                """));

        judged.passes();
        assertThat(judged.patch()).contains("b/ANSWER.TXT");
    }
}
