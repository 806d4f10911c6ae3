package org.platformnetwork.termexecutor.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;

/** The programs that the service itself needs, and those that its tasks take for granted. */
final class Programs {

    /**
     * A program of tasks.
     *
     * @param probe for sh(1): its first line of output tells the version, failure that it is not
     *     there
     * @param debian the package that brings it
     */
    private record Wanted(String name, String probe, String debian, String use) {}

    /** Debian's packages, and what the service calls of them at every level. */
    private static final Map<String, List<String>> SERVICE =
            new TreeMap<>(
                    Map.of(
                            "bash", List.of("bash"),
                            "coreutils",
                                    List.of(
                                            "chmod", "chown", "cp", "env", "mkdir", "nice", "rm",
                                            "true"),
                            "findutils", List.of("find", "xargs"),
                            "git", List.of("git"),
                            "mawk", List.of("awk"),
                            "util-linux", List.of("prlimit")));

    private static final List<Wanted> TASKS =
            List.of(
                    new Wanted("git", "git --version", "git", ""),
                    new Wanted("python3", "python3 --version", "python3", "agents in Python"),
                    new Wanted(
                            "python",
                            "python --version 2>&1",
                            "python-is-python3",
                            "tasks that call python"),
                    new Wanted(
                            "venv",
                            "python3 -c 'import ensurepip, venv; print(ensurepip.version())'",
                            "python3-venv",
                            "agents with a requirements.txt"),
                    new Wanted("pip", "python3 -m pip --version", "python3-pip", "pip install"),
                    new Wanted("node", "node --version", "nodejs", "agents in JavaScript"),
                    new Wanted("npm", "npm --version", "npm", "agents with a package.json"),
                    new Wanted("npx", "npx --version", "npm", "agents in TypeScript"),
                    new Wanted("make", "make --version", "make", "tasks that build"),
                    new Wanted("cc", "cc --version", "build-essential", "tasks that build"),
                    new Wanted("curl", "curl --version", "curl", "tasks that fetch"),
                    new Wanted("go", "go version", "golang-go", "agents in Go"),
                    new Wanted("ruby", "ruby --version", "ruby", "agents in Ruby"));

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)+");

    private Programs() {}

    /**
     * @param version what a program of the service's PATH says, null when it is missing
     */
    static List<Finding> ofService(Function<String, @Nullable String> version) {
        var findings = new ArrayList<Finding>();
        SERVICE.forEach((debian, names) -> {
            var versions = new ArrayList<String>();
            var missing = new ArrayList<String>();
            for (var name : names) {
                var said = version.apply(name);
                if (said == null) {
                    missing.add(name);
                } else {
                    versions.add((name + " " + number(said)).strip());
                }
            }
            findings.add(
                    missing.isEmpty()
                            ? Finding.ok(debian, String.join(", ", versions))
                            : missing(Grade.ERROR, debian, String.join(", ", missing), debian));
        });
        if (version.apply("chattr") == null) {
            findings.add(
                    missing(
                            Grade.WARNING,
                            "e2fsprogs",
                            "chattr, for files that tasks made immutable",
                            "e2fsprogs"));
        }
        if (version.apply("skopeo") == null || version.apply("containers-storage") == null) {
            findings.add(
                    missing(
                            Grade.WARNING,
                            "skopeo",
                            "skopeo or containers-storage, for tasks in the image that they name",
                            "skopeo containers-storage"));
        }
        return findings;
    }

    private static Finding missing(Grade grade, String subject, String what, String debian) {
        return new Finding(
                grade, subject, "missing: " + what, List.of("apt-get install " + debian));
    }

    /** Prints one line for each program of tasks: its name, a tab, and what it says. */
    static String script() {
        var script = new StringBuilder();
        for (var wanted : TASKS) {
            script.append("if said=$(%s 2>/dev/null); then ".formatted(wanted.probe()))
                    .append(
                            "printf '%%s\\t%%s\\n' %s \"${said%%%%\n*}\"; fi\n"
                                    .formatted(wanted.name()));
        }
        return script.append("true\n").toString();
    }

    /**
     * @param output the script's
     */
    static List<Finding> ofTasks(String output) {
        var said = new HashMap<String, String>();
        output.lines()
                .map(line -> line.split("\t", 2))
                .filter(fields -> fields.length == 2)
                .forEach(fields -> said.put(fields[0], fields[1]));
        return TASKS.stream()
                .map(wanted -> {
                    var answer = said.get(wanted.name());
                    return answer == null
                            ? missing(
                                    Grade.WARNING,
                                    wanted.name(),
                                    wanted.use().isEmpty() ? wanted.name() : wanted.use(),
                                    wanted.debian())
                            : Finding.ok(wanted.name(), number(answer));
                })
                .toList();
    }

    private static String number(String version) {
        var number = NUMBER.matcher(version);
        return number.find() ? number.group() : "";
    }
}
