package org.platformnetwork.termexecutor.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.archive.ArchiveFuzzTests;
import org.platformnetwork.termexecutor.submission.MultipartFuzzTests;
import org.platformnetwork.termexecutor.task.TaskIdFuzzTests;
import org.platformnetwork.termexecutor.task.WorkspaceYamlFuzzTests;
import org.platformnetwork.termexecutor.whitelist.chain.ChainFuzzTests;

/**
 * Runs Jazzer on each target in a JVM of its own, from the seeds of its test and what earlier runs
 * found: {@code ./mvnw -Pfuzz -Dfuzz.seconds=3600 -Dfuzz.target=Archive}. An input that breaks a
 * target lies in {@code target/fuzz} then, and becomes a seed of its test.
 */
public final class Fuzz {

    private static final Path DIRECTORY = Path.of("target", "fuzz");

    private static final List<Class<?>> TARGETS =
            List.of(
                    ArchiveFuzzTests.class,
                    WorkspaceYamlFuzzTests.class,
                    ChainFuzzTests.class,
                    MultipartFuzzTests.class,
                    TaskIdFuzzTests.class);

    private Fuzz() {}

    public static void main(String[] args) throws Exception {
        var broken = new ArrayList<String>();
        var chosen = System.getProperty("fuzz.target", "");
        for (var target : TARGETS) {
            if (target.getSimpleName().startsWith(chosen) && !holds(target)) {
                broken.add(target.getSimpleName());
            }
        }
        System.out.println(broken.isEmpty() ? "Every target held." : "Broken: " + broken);
        System.exit(broken.isEmpty() ? 0 : 1);
    }

    private static boolean holds(Class<?> target) throws Exception {
        var corpus = Files.createDirectories(DIRECTORY.resolve(target.getSimpleName()));
        write(seeds(target), corpus);
        return new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+EnableDynamicAgentLoading",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "com.code_intelligence.jazzer.Jazzer",
                                "--target_class=" + target.getName(),
                                "--instrumentation_includes=org.platformnetwork.**",
                                "--reproducer_path=" + DIRECTORY,
                                "-artifact_prefix=%s/%s-"
                                        .formatted(DIRECTORY, target.getSimpleName()),
                                "-max_total_time=" + Integer.getInteger("fuzz.seconds", 600),
                                corpus.toString())
                        .inheritIO()
                        .start()
                        .waitFor()
                == 0;
    }

    private static byte[][] seeds(Class<?> target)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        return (byte[][]) target.getMethod("seeds").invoke(null);
    }

    private static void write(byte[][] seeds, Path corpus) throws IOException {
        for (int i = 0; i < seeds.length; i++) {
            Files.write(corpus.resolve("seed-" + i), seeds[i]);
        }
    }
}
