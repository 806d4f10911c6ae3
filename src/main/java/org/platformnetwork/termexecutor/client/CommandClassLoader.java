package org.platformnetwork.termexecutor.client;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program's own jars, sorted for a command. A class is looked for in one jar after the other,
 * and each is opened before it can be said to lack it; that took half of a command's time.
 */
final class CommandClassLoader extends URLClassLoader {

    /** What commands need comes first, the larger the later; the rest stays in its order. */
    private static final List<String> FIRST =
            List.of(
                    "/classes/",
                    "/picocli-",
                    "/jackson-",
                    "/curve25519-",
                    "/snakeyaml-engine-",
                    "/commons-compress-",
                    "/spring-core-",
                    "/bcprov-");

    CommandClassLoader(URL[] jars, @Nullable ClassLoader parent) {
        super(sorted(jars), parent);
    }

    /** Without Groovy: picocli always asks for it, and no jar holds it. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("groovy.")) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }

    private static URL[] sorted(URL[] jars) {
        var sorted = jars.clone();
        Arrays.sort(sorted, Comparator.comparingInt(CommandClassLoader::place));
        return sorted;
    }

    private static int place(URL jar) {
        for (int i = 0; i < FIRST.size(); i++) {
            if (jar.getPath().contains(FIRST.get(i))) {
                return i;
            }
        }
        return FIRST.size();
    }
}
