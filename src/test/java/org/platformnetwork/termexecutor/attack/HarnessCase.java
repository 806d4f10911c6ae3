package org.platformnetwork.termexecutor.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A task with a repository and an agent of its own, and the verdict that is right. */
final class HarnessCase {

    private final String name;
    private final @Nullable String failureClass;
    private final Map<String, String> repository = new LinkedHashMap<>();
    private final Map<String, String> tests = new LinkedHashMap<>();
    private final List<String> suspicious = new ArrayList<>();
    private final Map<String, String> reference = new LinkedHashMap<>();
    private String agent = "";

    private HarnessCase(String name, @Nullable String failureClass) {
        this.name = name;
        this.failureClass = failureClass;
    }

    /** An agent that fixes nothing, and how that is to be found. */
    static HarnessCase cheat(String name, String failureClass, String... suspicious) {
        var cheat = new HarnessCase(name, failureClass);
        cheat.suspicious.addAll(List.of(suspicious));
        return cheat;
    }

    /** An agent whose fix is right. */
    static HarnessCase honest(String name) {
        return new HarnessCase(name, null);
    }

    HarnessCase repository(String... pathsAndContents) {
        put(repository, pathsAndContents);
        return this;
    }

    /** Files below the task's {@code tests/}, scripts among them. */
    HarnessCase tests(String... pathsAndContents) {
        put(tests, pathsAndContents);
        return this;
    }

    /** The files of the published solution. */
    HarnessCase reference(String... pathsAndContents) {
        put(reference, pathsAndContents);
        return this;
    }

    /** What the agent does in the repository, in bash. */
    HarnessCase agent(String script) {
        agent = script;
        return this;
    }

    private static void put(Map<String, String> files, String... pathsAndContents) {
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], pathsAndContents[i + 1]);
        }
    }

    void addTo(TestArchive archive, TestRepository origin) {
        var base = origin.commit(pairs(repository));
        var directory = "tasks/" + name + "/";
        archive.file(
                directory + "workspace.yaml",
                "repo: %s\nversion: v1\nbase_commit: %s\n".formatted(origin.url(), base));
        archive.file(directory + "prompt.md", name + "\n");
        tests.forEach((path, content) -> archive.file(directory + "tests/" + path, content));
        archive.file("agent_code/each/" + name + ".sh", agent);
        if (!reference.isEmpty()) {
            origin.commit(pairs(reference));
            archive.file(
                    directory + "patch.diff", origin.git("diff", "--binary", base, "HEAD") + "\n");
        }
    }

    private static String[] pairs(Map<String, String> files) {
        return files.entrySet().stream()
                .flatMap(file -> Stream.of(file.getKey(), file.getValue()))
                .toArray(String[]::new);
    }

    void check(Judged judged) {
        if (failureClass == null) {
            judged.passes();
        } else {
            judged.failsAs(failureClass);
            judged.suspects(suspicious.toArray(String[]::new));
            suspicious.forEach(path -> judged.failsBecause(failureClass, path));
        }
    }

    String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
