package org.platformnetwork.termexecutor.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors that never reached a controller (a servlet or filter sent them) get the same body. */
@RestController
final class FallbackErrorController implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ErrorBody> error(HttpServletRequest request) {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var code = ErrorCode.ofStatus(status instanceof Integer number ? number : 404);
        var body =
                request.getAttribute(ErrorBody.ATTRIBUTE) instanceof ErrorBody known
                        ? known
                        : ErrorBody.of(code, ApiExceptionHandler.messageFor(code, request));
        return ResponseEntity.status(code.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
