package org.platformnetwork.termexecutor.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/**
 * {@code GET /} and the files of the page, one flat folder of the jar. A browser runs nothing but
 * these scripts and talks only to this service, whatever text a task smuggled in; it asks again for
 * each file, so that a page never meets a newer service's other half.
 */
@RestController
final class PageController {

    private static final String FOLDER = "classpath:/page/";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final Map<String, PageFile> files;

    PageController(ResourcePatternResolver resources) throws IOException {
        this.files =
                Arrays.stream(resources.getResources(FOLDER + "*.*"))
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        file -> Objects.requireNonNull(file.getFilename()),
                                        file ->
                                                PageFile.of(
                                                        String.valueOf(file.getFilename()), file)));
    }

    /** The start of everything; views are told apart behind the hash, which no server sees. */
    @GetMapping("/")
    ResponseEntity<String> index() {
        return file("index.html");
    }

    /**
     * A batch for a person: browsers send this header with the address that someone opened, and
     * with nothing that a script asks for. With a query it is read as the JSON that it is.
     */
    @GetMapping(path = "/batch/{id}", headers = "Upgrade-Insecure-Requests=1", params = "!outputs")
    ResponseEntity<Void> batch(@PathVariable String id) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", "/#/batch/" + UriUtils.encode(id, StandardCharsets.UTF_8))
                .header("Vary", "Upgrade-Insecure-Requests")
                .build();
    }

    /**
     * A file of the page.
     *
     * @throws ApiException as {@code not_found}
     */
    @GetMapping("/page/{name}")
    ResponseEntity<String> file(@PathVariable String name) {
        var file = files.get(name);
        if (file == null) {
            throw new ApiException(ErrorCode.NOT_FOUND, "There is nothing at this address.");
        }
        return ResponseEntity.ok()
                .contentType(file.type())
                .eTag(file.tag())
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .body(file.content());
    }
}
