package org.platformnetwork.termexecutor.page;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /openapi.json}, and {@code GET /openapi} for people, one of the page's files. */
@RestController
final class OpenApiController {

    private final byte[] json;
    private final String tag;

    OpenApiController(BuildProperties build, JsonMapper mapper) {
        this.json =
                mapper.writeValueAsBytes(OpenApiDocument.of(String.valueOf(build.getVersion())));
        this.tag = '"' + DigestUtils.md5DigestAsHex(json) + '"';
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .eTag(tag)
                .cacheControl(CacheControl.noCache())
                .body(json);
    }

    /** By the servlet's own means: a view would say which language the client's is. */
    @GetMapping("/openapi")
    void page(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        request.getRequestDispatcher("/page/openapi.html").forward(request, response);
    }
}
