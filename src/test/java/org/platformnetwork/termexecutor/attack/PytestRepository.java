package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.testing.TestRepository;

/**
 * A product that has pytest below {@code vendor}: commands of tasks need not see this machine's.
 */
final class PytestRepository {

    /** Whatever pytest is installed by, a test that it runs finds its modules. */
    private static final String COPY =
            """
            import importlib.metadata, importlib.util, os, shutil
            def test_copy():
                for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments",
                             "py", "attr", "exceptiongroup", "tomli", "typing_extensions"):
                    spec = importlib.util.find_spec(name)
                    if spec is None:
                        continue
                    target = os.path.join("vendor", name)
                    os.makedirs("vendor", exist_ok=True)
                    if spec.submodule_search_locations:
                        shutil.copytree(os.path.dirname(spec.origin), target,
                                        ignore=shutil.ignore_patterns("__pycache__"))
                    else:
                        shutil.copy(spec.origin, target + ".py")
                for name in "pytest", "pluggy":
                    metadata = importlib.metadata.distribution(name)
                    target = os.path.join("vendor", name + "-" + metadata.version + ".dist-info")
                    os.makedirs(target)
                    with open(os.path.join(target, "METADATA"), "w") as file:
                        file.write(metadata.read_text("METADATA") or metadata.read_text("PKG-INFO"))
            """;

    private PytestRepository() {}

    /** The repository in a directory; made there at the first call. */
    static TestRepository in(Path directory) {
        if (Files.exists(directory.resolve(".git"))) {
            return TestRepository.open(directory);
        }
        var repository = TestRepository.create(directory);
        Arena.commitProduct(repository);
        try {
            var test = Files.writeString(directory.resolve("test_copy.py"), COPY);
            run(directory);
            Files.delete(test);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        repository.commit();
        return repository;
    }

    private static void run(Path directory) throws IOException {
        var builder =
                new ProcessBuilder("pytest", "-q", "-p", "no:cacheprovider", "test_copy.py")
                        .directory(directory.toFile())
                        .redirectErrorStream(true);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        var pytest = builder.start();
        var output = new String(pytest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(pytest.waitFor()).as(output).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
