package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.Locale;
import org.semver4j.Semver;
import org.semver4j.range.RangeListFactory;

/** Where the names of dependencies come from; each has its own language for versions. */
public enum Ecosystem {
    PYTHON {
        // PEP 503.
        @Override
        String normalized(String name) {
            return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
        }

        @Override
        boolean contains(String range, String version) {
            return PythonVersions.admits(range, version);
        }
    },

    NPM {
        @Override
        boolean contains(String range, String version) {
            return satisfies(range, version);
        }
    },

    /** A requirement names the lowest version; the major one is part of the name. */
    GO {
        @Override
        boolean contains(String range, String version) {
            var lowest = Semver.parse(range.replaceFirst("^v", ""));
            var installed = Semver.parse(version.replaceFirst("^v", ""));
            return lowest != null
                    && installed != null
                    && lowest.getMajor() == installed.getMajor()
                    && !lowest.isGreaterThan(installed);
        }
    },

    /** A version alone means {@code ^version}; a comma means "and". */
    CARGO {
        @Override
        boolean contains(String range, String version) {
            for (var part : range.split(",", -1)) {
                var bound = part.strip();
                var meant = bound.matches("[0-9].*") && !bound.contains("*") ? "^" + bound : bound;
                if (!satisfies(meant, version)) {
                    return false;
                }
            }
            return true;
        }
    },

    /** Maven and Gradle: a version alone is the one that a build takes. */
    JVM {
        @Override
        boolean contains(String range, String version) {
            return range.equals(version);
        }
    };

    private static final int MAX_LENGTH = 1000;

    String normalized(String name) {
        return name.strip();
    }

    /** Whether a range holds a version; false where either cannot be read. */
    boolean admits(String range, String version) {
        if (range.length() > MAX_LENGTH || version.length() > MAX_LENGTH) {
            return false;
        }
        try {
            return contains(range, version);
        } catch (RuntimeException _) {
            // A library's word for what it cannot read; agents write these.
            return false;
        }
    }

    abstract boolean contains(String range, String version);

    private static boolean satisfies(String range, String version) {
        var installed = Semver.parse(version);
        return installed != null
                && !range.isBlank()
                && !range.contains(":")
                && installed.satisfies(RangeListFactory.create(range));
    }
}
