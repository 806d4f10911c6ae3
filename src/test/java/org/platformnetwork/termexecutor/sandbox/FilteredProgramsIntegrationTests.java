package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.sandbox.isolation.HostRootfs;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** What tasks do with large runtimes and with debuggers is not hurt by {@code SystemCalls}. */
@TestInstance(Lifecycle.PER_CLASS)
@EnabledIfCommand("bwrap")
class FilteredProgramsIntegrationTests {

    private final FilteredSandboxes sandboxes;

    FilteredProgramsIntegrationTests(@TempDir Path directory) throws IOException {
        sandboxes = new FilteredSandboxes(directory, "namespaces");
    }

    @AfterAll
    void close() throws IOException {
        sandboxes.close();
    }

    private String run(String script) throws IOException {
        return sandboxes.run(SandboxPhase.VERIFY, "bash", "-c", script);
    }

    @Test
    @EnabledIfCommand("node")
    void nodeHasThreadsChildrenAndFiles() throws IOException {
        var program =
                """
                const { Worker, isMainThread } = require('worker_threads');
                const fs = require('fs'), net = require('net');
                fs.promises.writeFile('f', 'x').then(async () => {
                  const worker = new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true });
                  await new Promise(done => worker.on('message', done));
                  const said = require('child_process').execSync('cat f').toString();
                  const server = net.createServer().listen(0, '127.0.0.1', () => {
                    fs.watch('.').close();
                    console.log('node', said);
                    server.close();
                  });
                });
                """;

        assertThat(run("cat >n.js <<'END'\n" + program + "END\nnode n.js")).isEqualTo("node x\n");
    }

    @Test
    @EnabledIfCommand("go")
    void goBuildsAndRuns() throws IOException {
        var program =
                """
                package main
                import ("fmt"; "os/exec"; "sync")
                func main() {
                  var all sync.WaitGroup
                  for i := 0; i < 50; i++ { all.Add(1); go func() { defer all.Done(); exec.Command("true").Run() }() }
                  all.Wait()
                  said, err := exec.Command("echo", "child").Output()
                  fmt.Print("go ", string(said), err)
                }
                """;
        var script = "export GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off; go run p.go";

        assertThat(run("cat >p.go <<'END'\n" + program + "END\n" + script))
                .isEqualTo("go child\n<nil>");
    }

    /** With every collector that reserves or gives back memory in a way of its own. */
    @Test
    @EnabledIfCommand("java")
    void javaCompilesAndRuns() throws IOException {
        var program =
                """
                class P {
                  public static void main(String[] a) throws Exception {
                    var process = new ProcessBuilder("echo", "child").start();
                    var thread = Thread.ofPlatform().start(System::gc);
                    thread.join();
                    System.out.print("java " + new String(process.getInputStream().readAllBytes()));
                  }
                }
                """;
        var home = Path.of(System.getProperty("java.home"));
        var java = HostRootfs.shows(home) ? home.resolve("bin/java").toString() : "java";
        var script =
                "for gc in Serial G1 Z; do %s -Xmx64m -XX:+Use${gc}GC P.java; done".formatted(java);

        assertThat(run("cat >P.java <<'END'\n" + program + "END\n" + script))
                .isEqualTo("java child\n".repeat(3));
    }

    @Test
    @EnabledIfCommand("chromium")
    void chromiumDrawsAPage() throws IOException {
        var script =
                """
                chromium --headless --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" \\
                  --dump-dom 'data:text/html,<script>document.write(6*7)</script>' 2>log || tail log
                """;

        assertThat(run(script)).contains("42</body>");
    }

    @Test
    @EnabledIfCommand("gdb")
    void debuggerStopsAndLooks() throws IOException {
        assertThat(
                        run(
                                "gdb -nx -batch -ex 'catch syscall write' -ex run -ex bt --args"
                                        + " echo x 2>&1"))
                .contains("Catchpoint 1")
                .contains("#0 ")
                .doesNotContain("not permitted");
    }

    @Test
    @EnabledIfCommand("strace")
    void tracerSeesTheCalls() throws IOException {
        assertThat(run("strace -f -e trace=execve sh -c 'true; /bin/true' 2>&1"))
                .contains("execve(\"/bin/true\"")
                .contains("exited with 0");
    }
}
