package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.git.EgressProxy;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks registries, by skopeo(1). What a task chose is reached through {@link EgressProxy}, so that
 * neither the registry nor a redirect leads to a private address.
 */
final class Registry {

    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private static final String INSPECT =
            """
            file=$1; seconds=$2; shift 2
            timeout --kill-after=5 "$seconds" skopeo --insecure-policy inspect --raw "$@" >"$file"
            """;

    /**
     * What unpacking adds is counted while it goes on; a file counts a kilobyte at least. Pulls
     * follow one another, so that all new layers are this one's. All is on the disk at the end.
     */
    private static final String PULL =
            """
            layers=$1/storage/overlay; temporary=$1/tmp; most=$2; shift 2
            declare -A known; for layer in "$layers"/*; do known[$layer]=1; done
            skopeo --insecure-policy --tmpdir "$temporary" copy --quiet "$@" & pull=$!
            while sleep 0.5; do
              new=("$temporary")
              for layer in "$layers"/*; do [[ ${known[$layer]-} ]] || new+=("$layer"); done
              bytes=$(find "${new[@]}" -xdev -printf '%b\\n' 2>/dev/null |
                awk '{ b += $1 * 512 + 1024 } END { printf "%.0f", b }')
              if ((bytes > most)); then kill -KILL $pull; echo TOO LARGE; exit 1; fi
            done & watch=$!
            wait $pull; code=$?
            kill $watch 2>/dev/null
            wait $watch 2>/dev/null
            ((code)) || sync -f "$layers" || exit
            exit $code
            """;

    /** timeout(1) exits with it. */
    private static final int TIMED_OUT = 124;

    /** For an answer of a few kilobytes. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private static final Pattern UNKNOWN =
            Pattern.compile(
                    "(?i)manifest unknown|name unknown|repository name not known|manifest.* not"
                            + " found|\\b404\\b");

    private static final Pattern REFUSED =
            Pattern.compile(
                    "(?i)unauthorized|(?<!permission )denied|authentication required|invalid"
                            + " username|\\b40[13]\\b");

    private static final Pattern BUSY =
            Pattern.compile("(?i)toomanyrequests|too many requests|\\b429\\b");

    /**
     * What skopeo says of a registry that says nothing, where it waits for less than timeout(1).
     */
    private static final Pattern SILENT =
            Pattern.compile("(?i)handshake timeout|i/o timeout|timed out|deadline exceeded");

    private static final Pattern FULL = Pattern.compile("(?i)no space left|disk quota exceeded");

    /** What unpacking says of an archive that is none. */
    private static final Pattern BROKEN =
            Pattern.compile(
                    "(?i)archive/tar|invalid tar|processing tar file|unpacking failed|unexpected"
                        + " diffid|different top layer|breakout|file name too long|digest.*does not"
                        + " match|not a directory|is a directory|outside of");

    private final ImageSettings settings;
    private final ImageTools tools;
    private final Predicate<InetAddress> reachable;

    /**
     * @param reachable the addresses that a task may lead to
     */
    Registry(ImageSettings settings, ImageTools tools, Predicate<InetAddress> reachable) {
        this.settings = settings;
        this.tools = tools;
        this.reachable = reachable;
    }

    /**
     * What it has under a name.
     *
     * @throws NoAnswerException when it says nothing in time
     */
    Manifest manifest(ImageSource source)
            throws IOException, PhaseFailedException, NoAnswerException {
        return Manifest.read(inspect(source, List.of()));
    }

    /**
     * An image's configuration.
     *
     * @throws NoAnswerException when it says nothing in time
     */
    byte[] configuration(ImageSource source)
            throws IOException, PhaseFailedException, NoAnswerException {
        return inspect(source, List.of("--config"));
    }

    private byte[] inspect(ImageSource source, List<String> options)
            throws IOException, PhaseFailedException, NoAnswerException {
        var file = Files.createTempFile(tools.answers(), "inspect", "");
        try {
            var seconds = Math.min(settings.timeout().toSeconds(), ANSWER_TIMEOUT.toSeconds());
            var arguments = new ArrayList<>(List.of(file.toString(), Long.toString(seconds)));
            arguments.addAll(options(source, ""));
            arguments.addAll(options);
            arguments.add("docker://" + source.name());
            var outer = settings.timeout().plus(ANSWER_TIMEOUT);
            if (!run(INSPECT, arguments, source, outer)) {
                throw new NoAnswerException(seconds);
            }
            return read(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static byte[] read(Path file) throws IOException, PhaseFailedException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(Manifest.MAX_BYTES + 1);
            if (bytes.length > Manifest.MAX_BYTES) {
                throw Manifest.invalid("its manifest is too long");
            }
            return bytes;
        }
    }

    /**
     * Unpacks an image.
     *
     * @param target its name in the local storage
     */
    void pull(ImageSource source, String target, Path directory) throws PhaseFailedException {
        var most = settings.maxBytes().toBytes();
        var arguments = new ArrayList<>(List.of(directory.toString(), Long.toString(most)));
        arguments.addAll(options(source, "src-"));
        arguments.addAll(List.of("docker://" + source.name(), "containers-storage:" + target));
        if (!run(PULL, arguments, source, settings.timeout())) {
            throw failed("the registry does not answer");
        }
    }

    private List<String> options(ImageSource source, String prefix) {
        var options = new ArrayList<String>();
        if (settings.insecure().contains(source.name().registry())) {
            options.add("--%stls-verify=false".formatted(prefix));
        }
        options.add(
                settings.authFile().isEmpty()
                        ? "--%sno-creds".formatted(prefix)
                        : prefix.isEmpty()
                                ? "--authfile=" + settings.authFile()
                                : "--src-authfile=" + settings.authFile());
        return options;
    }

    /** Whether the registry answered. */
    private boolean run(String script, List<String> arguments, ImageSource source, Duration timeout)
            throws PhaseFailedException {
        if (source.trusted()) {
            return check(tools.run(script, arguments, Map.of(), timeout), source, false);
        }
        try (var proxy = new EgressProxy(reachable)) {
            var url = "socks5://127.0.0.1:" + proxy.address().getPort();
            var variables = Map.of("HTTPS_PROXY", url, "HTTP_PROXY", url);
            var exited = tools.run(script, arguments, variables, timeout);
            return check(exited, source, proxy.hasRefused());
        } catch (IOException _) {
            throw new PhaseFailedException(
                    FailureClass.INFRA_ERROR, "No connection to the registry can be made.");
        }
    }

    private boolean check(ProcessResult.Exited exited, ImageSource source, boolean isPrivate)
            throws PhaseFailedException {
        if (exited.code() == 0) {
            return true;
        }
        var said = withoutName(exited.output().text(), source.name());
        log.atInfo().addKeyValue("output", lastLine(said)).log("An image could not be pulled");
        if (isPrivate) {
            throw Manifest.invalid(
                    "its registry leads to a machine that is not on the public internet"
                            + " (IMAGE_ALLOW, IMAGE_REWRITE)");
        }
        if (said.contains("TOO LARGE")) {
            throw Manifest.tooLarge(settings.maxBytes().toBytes());
        }
        if (FULL.matcher(said).find()) {
            throw failed("the disk is full");
        }
        if (exited.code() == TIMED_OUT || SILENT.matcher(said).find()) {
            return false;
        }
        if (BUSY.matcher(said).find()) {
            throw failed("the registry has had too many requests");
        }
        boolean refused = REFUSED.matcher(said).find();
        if (refused && hasCredentials(source)) {
            throw failed("the registry refused the credentials of REGISTRY_AUTH_FILE");
        }
        if (refused || UNKNOWN.matcher(said).find()) {
            throw Manifest.invalid("the registry has no such image, or not for everyone");
        }
        throw BROKEN.matcher(said).find()
                ? Manifest.invalid("it cannot be unpacked")
                : failed("the registry could not be reached, or broke off");
    }

    /** What a task chose must not pass for what the registry said. */
    static String withoutName(String said, ImageName name) {
        return said.replaceAll("\\S*/" + Pattern.quote(name.repository()) + "(?![\\w.-])\\S*", "…")
                .replaceAll("(?i)manifest \\S+ in ", "manifest in ");
    }

    /** As containers-auth.json(5) has it, a key is a registry or a namespace in it. */
    private boolean hasCredentials(ImageSource source) {
        try {
            return !settings.authFile().isEmpty()
                    && Files.readString(Path.of(settings.authFile()))
                            .contains("\"" + source.name().registry());
        } catch (IOException _) {
            return false;
        }
    }

    private static PhaseFailedException failed(String reason) {
        return new PhaseFailedException(
                FailureClass.INFRA_ERROR, "The image could not be pulled: %s.".formatted(reason));
    }

    /** Without what may name hosts and paths. */
    private static String lastLine(String said) {
        return said.strip().lines().reduce("", (_, line) -> line).replaceAll("\\S*[/:@]\\S+", "…");
    }
}
