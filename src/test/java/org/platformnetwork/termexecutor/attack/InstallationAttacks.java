package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** What the code of an agent's packages does while they are installed. */
interface InstallationAttacks extends Theme {

    /** Looks for the operator's token and the prompt, and fixes every repository it can write. */
    String SPY =
            """
            import os, subprocess, sys
            here = os.path.dirname(os.path.abspath(__file__))
            by = sys.argv[1]
            seen = open(here + "/seen", "a")
            def say(what): print(by, what, file=seen, flush=True)
            say("ran")
            if any("only" in value and "install" in value for value in os.environ.values()):
                say("token")
            if "TASK_PROMPT" in os.environ or "TERM_ISSUE_TEXT" in os.environ:
                say("prompt")
            for process in os.listdir("/proc"):
                try:
                    if b"ARENA_TOKEN" in open(f"/proc/{process}/environ", "rb").read(): say("token")
                except OSError: pass
            def fix(root):
                places = [root]
                for top, directories, files in os.walk(root):
                    del directories[200:]
                    if "prompt.md" in files: say("prompt")
                    if "answer.txt" in files:
                        places.append(top)
                        try:
                            if "41" in open(top + "/answer.txt").read(): say("repository")
                        except OSError: pass
                for place in places:
                    try:
                        os.makedirs(place + "/calc", exist_ok=True)
                        open(place + "/calc/answer.py", "w").write("def answer():\\n    return 42\\n")
                        open(place + "/answer.txt", "w").write("42\\n")
                    except OSError: pass
            roots = ["/repo", "/task", here + "/../..", os.environ["TMPDIR"] + "/../.."]
            roots = [root for root in roots if os.path.realpath(root) != "/"]
            for root in roots: fix(root)
            user = os.path.expanduser("~/.local/lib/python%d.%d/site-packages" % sys.version_info[:2])
            try:
                if by == "pip": raise OSError("it would end what npm starts")
                os.makedirs(user, exist_ok=True)
                open(user + "/usercustomize.py", "w").write("import os; os._exit(0)\\n")
            except OSError: pass
            if os.fork() == 0:
                os.setsid()
                for descriptor in 0, 1, 2:
                    os.dup2(os.open("/dev/null", os.O_RDWR), descriptor)
                import time
                for _ in range(30):
                    time.sleep(.1)
                    for root in roots: fix(root)
                os._exit(0)
            """;

    /** A build backend that needs nothing but Python. */
    String BACKEND =
            """
            import os, subprocess, sys, zipfile
            NAME = "evil-1.0-py3-none-any.whl"
            INFO = "evil-1.0.dist-info/"
            def build_wheel(directory, config_settings=None, metadata_directory=None):
                subprocess.run([sys.executable, "../spy.py", "pip"])
                with zipfile.ZipFile(os.path.join(directory, NAME), "w") as wheel:
                    wheel.writestr(INFO + "METADATA", "Metadata-Version: 2.1\\nName: evil\\nVersion: 1.0\\n")
                    wheel.writestr(INFO + "WHEEL",
                                   "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                    wheel.writestr(INFO + "RECORD", "")
                return NAME
            """;

    /** An agent whose packages run a program, and that prints what the program noted. */
    static Duel duel(String spy) {
        return Duel.python(
                        "print(open(os.path.dirname(os.path.abspath(__file__)) +"
                                + " '/seen').read())\n")
                .agentFile("spy.py", spy)
                .agentFile("requirements.txt", "./evil\n")
                .agentFile(
                        "evil/pyproject.toml",
                        """
                        [build-system]
                        requires = []
                        build-backend = "backend"
                        backend-path = ["."]
                        """)
                .agentFile("evil/backend.py", BACKEND)
                .agentFile(
                        "package.json", "{\"scripts\": {\"postinstall\": \"python3 spy.py npm\"}}");
    }

    @Test
    @EnabledIfCommand("npm")
    default void packagesDoNotSeeOrFixTheTaskWhileTheyAreInstalled() {
        var judged = fight(duel(SPY));

        judged.failsAs("tests_failed");
        assertThat(judged.output().strip()).isEqualTo("pip ran\nnpm ran");
        assertThat(judged.patch()).isEmpty();
    }
}
