package org.platformnetwork.termexecutor.attack;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/**
 * One agent program on two tasks that differ in nothing but their prompt: on the one it attacks, on
 * the other it fixes what it was asked to, so that a task which no one could pass shows as well.
 */
final class Duel {

    static final String ATTACKED = "attacked";
    static final String HONEST = "honest";

    private static final String PYTHON =
            """
            import os, shutil, signal, socket, subprocess, sys, time
            def fix():
                open("answer.txt", "w").write("42\\n")
                open("calc/answer.py", "w").write("def answer():\\n    return 42\\n")
                if os.path.exists("index.js"):
                    open("index.js", "w").write("exports.answer = () => 42;\\n")
            def write(path, text):
                path = os.path.expanduser(path)
                os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
                open(path, "w").write(text)
            if "honest" in open(os.environ["TASK_PROMPT"]).read():
                time.sleep(%s)
                fix()
                raise SystemExit
            """;

    private static final String BASH =
            """
            fix() {
              echo 42 >answer.txt
              printf 'def answer():\\n    return 42\\n' >calc/answer.py
            }
            if grep -q honest "$TASK_PROMPT"; then
              sleep %s
              fix
              exit
            fi
            """;

    private static final Map<String, String> MATERIAL =
            Map.of(
                    "test_1.sh",
                    "python3 -m unittest -v tests.test_hidden\n",
                    "tests/test_hidden.py",
                    """
                    import unittest
                    from calc.answer import answer

                    class HiddenTest(unittest.TestCase):
                        def test_answer(self):
                            self.assertEqual(42, answer())
                    """);

    private final String entry;
    private final String head;
    private final String attack;
    private final Map<String, String> material = new LinkedHashMap<>(MATERIAL);
    private final Map<String, String> agentFiles = new HashMap<>();
    private String honestSeconds = "0.2";
    private String published = "";
    private String install = "";
    private @Nullable TestRepository repository;

    private Duel(String entry, String head, String attack) {
        this.entry = entry;
        this.head = head;
        this.attack = attack;
    }

    /** An agent in Python that has {@code fix()} and {@code write(path, text)}. */
    static Duel python(String attack) {
        return new Duel("agent.py", PYTHON, attack);
    }

    /** An agent in bash that has {@code fix}. */
    static Duel bash(String attack) {
        return new Duel("agent.sh", BASH, attack);
    }

    /** Adds or replaces a file below the tasks' {@code tests/}. */
    Duel test(String path, String content) {
        material.put(path, content);
        return this;
    }

    /** Instead of the tests that every duel has. */
    Duel tests(Map<String, String> files) {
        material.clear();
        material.putAll(files);
        return this;
    }

    /** A file beside the agent's entry. */
    Duel agentFile(String path, String content) {
        agentFiles.put(path, content);
        return this;
    }

    /** The published solution changes this file and no other; empty for no solution. */
    Duel publishedIn(String path) {
        published =
                path.isEmpty()
                        ? ""
                        : "patch: |\n  --- a/%1$s\n  +++ b/%1$s\n  @@ -1 +1 @@\n  -old\n  +new\n"
                                .formatted(path);
        return this;
    }

    /** An install command of both tasks, of one line. */
    Duel install(String command) {
        install = "install:\n  - " + command + "\n";
        return this;
    }

    /** How long the honest task lives before it does anything. */
    Duel honestSeconds(String seconds) {
        honestSeconds = seconds;
        return this;
    }

    Duel in(TestRepository other) {
        repository = other;
        return this;
    }

    TestArchive archive(TestRepository usual) {
        var archive = TestArchive.withAgent(entry, head.formatted(honestSeconds) + attack);
        agentFiles.forEach((path, content) -> archive.file("agent_code/" + path, content));
        addTask(archive, HONEST, usual);
        addTask(archive, ATTACKED, usual);
        return archive;
    }

    private void addTask(TestArchive archive, String name, TestRepository usual) {
        var origin = repository == null ? usual : repository;
        var directory = "tasks/" + name + "/";
        archive.file(
                        directory + "workspace.yaml",
                        "repo: %s\nversion: v1\nbase_commit: %s\n%s%s"
                                .formatted(
                                        origin.url(),
                                        origin.git("rev-parse", "main"),
                                        published,
                                        install))
                .file(directory + "prompt.md", "This is the task " + name + ".\n");
        material.forEach((path, content) -> archive.file(directory + "tests/" + path, content));
    }
}
