package org.platformnetwork.termexecutor.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service as a validator uses it. Whatever changes something is signed in version 2, whose
 * message holds the path as the service sees it: without what stands before it in the URL.
 */
final class ApiClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofHours(2);
    private static final String SUBMIT = "/submit";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final ArchiveHash NOTHING =
            ArchiveHash.of(ArchiveHash.digest().digest(new byte[0]));

    private final String base;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    /**
     * @param url http or https
     */
    ApiClient(URI url, InstantSource clock) {
        this.base = url.toString().replaceAll("/+$", "");
        this.clock = clock;
    }

    /** Where people see a batch. */
    String page(String batchId) {
        return base + "/#/batch/" + segment(batchId);
    }

    ApiResponse get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT).build());
    }

    /**
     * Votes for an archive that the service may have already.
     *
     * @param query what the path of the request ends with, empty or from the question mark on
     */
    ApiResponse vote(KeyPair key, ArchiveHash archive, String query) throws InterruptedException {
        return send(
                key,
                signed(key, "POST", SUBMIT + query, archive)
                        .timeout(TIMEOUT)
                        .POST(BodyPublishers.noBody())
                        .build());
    }

    /**
     * Votes for an archive and sends it along.
     *
     * @param query as {@link #vote} takes it
     * @param sent hears how many bytes are on their way
     */
    ApiResponse upload(KeyPair key, ArchiveHash archive, String query, Path file, LongConsumer sent)
            throws InterruptedException, FileNotFoundException {
        var boundary = "term-executor-" + UUID.randomUUID();
        var head =
                """
                --%s
                Content-Disposition: form-data; name="archive"; filename="archive"
                Content-Type: application/octet-stream

                """
                        .formatted(boundary)
                        .replace("\n", "\r\n");
        return send(
                key,
                signed(key, "POST", SUBMIT + query, archive)
                        .timeout(UPLOAD_TIMEOUT)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(
                                BodyPublishers.concat(
                                        text(head),
                                        new CountingPublisher(BodyPublishers.ofFile(file), sent),
                                        text("\r\n--" + boundary + "--\r\n")))
                        .build());
    }

    ApiResponse delete(KeyPair key, String path) throws InterruptedException {
        return send(key, signed(key, "DELETE", path, NOTHING).timeout(TIMEOUT).DELETE().build());
    }

    /** One name within a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder signed(
            KeyPair key, String method, String path, ArchiveHash archive) {
        var nonce = clock.instant().getEpochSecond() + ":" + UUID.randomUUID();
        var message = String.join(":", "term-executor:v2", method, path, archive.hex(), nonce);
        return HttpRequest.newBuilder(uri(path))
                .header("X-Hotkey", key.hotkey().address())
                .header("X-Nonce", nonce)
                .header("X-Signature-Version", "2")
                .header("X-Archive-Sha256", archive.hex())
                .header("X-Signature", key.sign(message.getBytes(StandardCharsets.UTF_8)).toHex());
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private static BodyPublisher text(String text) {
        return BodyPublishers.ofString(text);
    }

    /** Says whose signature was refused: the service's answers name no hotkey. */
    private ApiResponse send(KeyPair key, HttpRequest request) throws InterruptedException {
        var apiResponse = send(request);
        return apiResponse instanceof ApiResponse.Refused(int status, var code, var message)
                        && (status == UNAUTHORIZED || status == FORBIDDEN)
                ? new ApiResponse.Refused(
                        status, code, message + " Signed by " + key.hotkey().address() + ".")
                : apiResponse;
    }

    private ApiResponse send(HttpRequest request) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return new ApiResponse.Unreachable(base + ": " + reason(e));
        }
        int status = response.statusCode();
        return status / 100 == 2
                ? new ApiResponse.Accepted(response.body())
                : refused(status, response.body());
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case HttpTimeoutException _ -> "no answer in time";
            case ConnectException refused when hasUnknownHost(refused) -> "unknown host";
            case ConnectException refused ->
                    Objects.requireNonNullElse(refused.getMessage(), "connection refused");
            default -> Objects.requireNonNullElse(failure.getMessage(), "the connection broke off");
        };
    }

    private static boolean hasUnknownHost(Throwable failure) {
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    private static ApiResponse.Refused refused(int status, String body) {
        try {
            var json = JsonMapper.shared().readTree(body);
            if (json.path("error").isString()) {
                return new ApiResponse.Refused(
                        status, json.path("error").asString(), json.path("message").asString(""));
            }
        } catch (JacksonException _) {
            // not from the service: something that stands before it
        }
        return new ApiResponse.Refused(
                status, "http_" + status, "not an answer of a term-executor");
    }
}
