package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandClassLoaderTests {

    private static URL url(String name) throws Exception {
        return URI.create("file:/program.jar/!BOOT-INF/" + name).toURL();
    }

    @Test
    void whatCommandsNeedComesFirstAndNothingIsLost() throws Exception {
        var jars =
                new URL[] {
                    url("lib/bcprov-jdk18on-1.jar"),
                    url("lib/spring-web-1.jar"),
                    url("lib/picocli-4.jar"),
                    url("lib/tomcat-1.jar"),
                    url("classes/"),
                };

        try (var loader = new CommandClassLoader(jars, null)) {
            assertThat(loader.getURLs())
                    .containsExactly(
                            url("classes/"),
                            url("lib/picocli-4.jar"),
                            url("lib/bcprov-jdk18on-1.jar"),
                            url("lib/spring-web-1.jar"),
                            url("lib/tomcat-1.jar"));
        }
    }

    @Test
    void groovyIsNotLookedFor(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("groovy/lang"));
        Files.writeString(directory.resolve("groovy/lang/Closure.class"), "no class");
        Files.createDirectories(directory.resolve("grooves"));
        Files.writeString(directory.resolve("grooves/Other.class"), "no class");

        try (var loader = new CommandClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            assertThatThrownBy(() -> loader.loadClass("groovy.lang.Closure"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> loader.loadClass("grooves.Other"))
                    .isInstanceOf(ClassFormatError.class);
        }
    }
}
