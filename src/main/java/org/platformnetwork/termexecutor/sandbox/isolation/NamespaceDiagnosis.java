package org.platformnetwork.termexecutor.sandbox.isolation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.IsolationReport;
import org.platformnetwork.termexecutor.sandbox.Limitation;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait;

/** Tells why level {@code namespaces} does not work here, or only in part. */
record NamespaceDiagnosis(HostFacts machine, HostCommands host) {

    private static final Pattern VERSION = Pattern.compile("bubblewrap (\\d+)\\.(\\d+).*");

    /** The first with {@code --disable-userns}. */
    private static final int LEAST_MINOR = 8;

    /** Why nothing of it works. */
    IsolationReport.Unavailable refusal(String said) {
        var version = host.run(List.of("bwrap", "--version"));
        if (version instanceof ProcessResult.NotStarted) {
            return unavailable(
                    "bubblewrap is not installed", List.of(Remedies.install("bubblewrap")), "");
        }
        var missing = missing("unshare", "nsenter", "mount", "setpriv");
        if (!missing.isEmpty()) {
            return unavailable(
                    String.join(", ", missing) + " cannot be found",
                    List.of(Remedies.install("util-linux mount")),
                    "");
        }
        if (version instanceof ProcessResult.Exited exited && isOld(exited.output().text())) {
            return unavailable(
                    "bubblewrap is older than 0." + LEAST_MINOR,
                    List.of("install bubblewrap 0.8 or later (Debian 12, Ubuntu 24.04)"),
                    exited.output().text().strip());
        }
        var refused = refused();
        return unavailable(
                "the kernel does not let the service create namespaces",
                new Remedies(machine).namespaces(),
                refused == null ? said : refused);
    }

    private static IsolationReport.Unavailable unavailable(
            String why, List<String> remedies, String said) {
        return new IsolationReport.Unavailable(
                Isolation.NAMESPACES, new Limitation(why, remedies), said);
    }

    static boolean isOld(String version) {
        var numbers = VERSION.matcher(version.strip());
        return numbers.matches()
                && numbers.group(1).equals("0")
                && Integer.parseInt(numbers.group(2)) < LEAST_MINOR;
    }

    /** What the level does first of all, one by one, until something is refused. */
    private @Nullable String refused() {
        var probes = new ArrayList<List<String>>();
        if (machine.is(HostTrait.ROOT)) {
            var user = Integer.toString(BubblewrapCommandLine.HOST_UID);
            probes.add(List.of("unshare", "--mount", "true"));
            probes.add(
                    List.of(
                            "setpriv",
                            "--reuid",
                            user,
                            "--regid",
                            user,
                            "--clear-groups",
                            "--",
                            "unshare",
                            "--user",
                            "true"));
        } else {
            probes.add(List.of("unshare", "--user", "--map-root-user", "--mount", "true"));
        }
        probes.add(List.of("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"));
        return probes.stream()
                .map(host::run)
                .filter(processResult ->
                        !(processResult instanceof ProcessResult.Exited e && e.code() == 0))
                .map(IsolationProbe::lastWords)
                .findFirst()
                .orElse(null);
    }

    private List<String> missing(String... programs) {
        return List.of(programs).stream()
                .filter(program ->
                        host.run(List.of(program, "--version")) instanceof ProcessResult.NotStarted)
                .toList();
    }

    /** What a level does not give that works with these abilities. */
    List<Limitation> notes(NamespaceFeatures namespaceFeatures) {
        var remedies = new Remedies(machine);
        var notes = new ArrayList<Limitation>();
        if (!namespaceFeatures.stacksTrees()) {
            notes.add(
                    new Limitation(
                            "Layers are copied, and what installs below /usr fails: overlays"
                                    + " cannot be mounted.",
                            remedies.overlays()));
        } else {
            var readOnly = String.join(" and ", namespaceFeatures.readOnly());
            if (!readOnly.isEmpty()) {
                notes.add(
                        new Limitation(
                                "What install commands change below "
                                        + readOnly
                                        + " is refused: overlays cannot be mounted there.",
                                remedies.systemOverlays()));
            }
            if (!namespaceFeatures.root()) {
                notes.add(
                        new Limitation(
                                "Install commands are not root: apt-get and the like fail.",
                                List.of()));
            }
        }
        if (!namespaceFeatures.ownProc()) {
            notes.add(
                    new Limitation(
                            "Commands see the container's process list in /proc.",
                            remedies.ownProc()));
        }
        if (!namespaceFeatures.filtered()) {
            notes.add(SystemCalls.UNFILTERED);
        }
        if (!namespaceFeatures.outside()) {
            notes.add(network(remedies));
        }
        return notes;
    }

    private Limitation network(Remedies remedies) {
        var all = new ArrayList<String>();
        var packages = new LinkedHashSet<String>();
        if (!missing("slirp4netns").isEmpty()) {
            packages.add("slirp4netns");
        }
        if (!missing("nft").isEmpty()) {
            packages.add("nftables");
        }
        if (!packages.isEmpty()) {
            all.add(Remedies.install(String.join(" ", packages)));
        }
        all.addAll(remedies.network());
        return new Limitation(
                "Agents with a network share the host's network, its loopback services and"
                        + " private addresses included: slirp4netns, nft and /dev/net/tun do not"
                        + " work together here.",
                all);
    }
}
