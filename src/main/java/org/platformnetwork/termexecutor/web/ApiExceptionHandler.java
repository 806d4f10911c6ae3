package org.platformnetwork.termexecutor.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** The one place that turns a failure into an HTTP answer, and counts the refusals by code. */
@RestControllerAdvice
final class ApiExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);

    /** Marks a request whose answer ended too early. */
    static final String BROKEN_OFF = ApiExceptionHandler.class.getName() + ".brokenOff";

    private static final Duration STORE_RETRY = Duration.ofSeconds(5);

    private final MeterRegistry metrics;
    private final RefusedBodies bodies;

    ApiExceptionHandler(MeterRegistry metrics, RefusedBodies bodies) {
        this.metrics = metrics;
        this.bodies = bodies;
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> refused(ApiException refusal, HttpServletRequest request) {
        request.setAttribute(ErrorBody.ATTRIBUTE, refusal.body());
        var headers = new HttpHeaders();
        if (refusal.retryAfter() != null) {
            headers.set(
                    HttpHeaders.RETRY_AFTER,
                    Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
        }
        return answer(request, refusal.code(), headers, refusal.body());
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> notKept(StoreUnavailableException e, HttpServletRequest request) {
        return refused(
                new ApiException(ErrorCode.STORE_UNAVAILABLE, e.problem().sentence(), STORE_RETRY),
                request);
    }

    /** The client went away while its request was read or its answer written. */
    @ExceptionHandler({AsyncRequestNotUsableException.class, ClientAbortException.class})
    void gone(IOException gone) {
        log.debug("Client disconnected");
    }

    /**
     * As {@link #gone}, noticed by what writes the JSON; or an answer that is written as it is read
     * failed halfway. Then the connection is cut off, so that no one takes it for whole.
     */
    @ExceptionHandler
    @Nullable ResponseEntity<ErrorBody> unwritten(
            HttpMessageNotWritableException failure,
            HttpServletRequest request,
            HttpServletResponse response) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AsyncRequestNotUsableException gone) {
                gone(gone);
                return null;
            }
            if (cause instanceof StoreUnavailableException away && !response.isCommitted()) {
                return notKept(away, request);
            }
        }
        if (response.isCommitted()) {
            request.setAttribute(BROKEN_OFF, true);
            return null;
        }
        return failed(failure, request);
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> garbled(InvalidParameterException query, HttpServletRequest request) {
        return answer(
                request,
                ErrorCode.BAD_REQUEST,
                new HttpHeaders(),
                ErrorBody.of(ErrorCode.BAD_REQUEST, "The query string cannot be decoded."));
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> failed(Exception failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponse known) {
            var code = ErrorCode.ofStatus(known.getStatusCode().value());
            return answer(
                    request,
                    code,
                    known.getHeaders(),
                    ErrorBody.of(code, messageFor(code, request)));
        }
        log.atError().setCause(failure).log("Request failed");
        return answer(
                request,
                ErrorCode.INTERNAL_ERROR,
                new HttpHeaders(),
                ErrorBody.of(
                        ErrorCode.INTERNAL_ERROR, messageFor(ErrorCode.INTERNAL_ERROR, request)));
    }

    static String messageFor(ErrorCode code, HttpServletRequest request) {
        return switch (code) {
            case NOT_FOUND -> "There is nothing at this address.";
            case METHOD_NOT_ALLOWED -> "This address does not answer to " + method(request) + ".";
            case NOT_ACCEPTABLE -> "This address answers in none of the accepted media types.";
            case PAYLOAD_TOO_LARGE -> "The request is too large.";
            case UNSUPPORTED_MEDIA_TYPE -> "This address does not take that media type.";
            case INTERNAL_ERROR -> "The service failed on this request.";
            default -> "The request could not be understood.";
        };
    }

    /** The method that was asked for, also while the container dispatches the error. */
    private static Object method(HttpServletRequest request) {
        var original = request.getAttribute(RequestDispatcher.ERROR_METHOD);
        return original == null ? request.getMethod() : original;
    }

    private ResponseEntity<ErrorBody> answer(
            HttpServletRequest request, ErrorCode code, HttpHeaders headers, ErrorBody body) {
        Counter.builder("term_executor.rejected.requests")
                .description("Requests that were answered with an error, by its code.")
                .tag("code", code.wireName())
                .register(metrics)
                .increment();
        var answer =
                ResponseEntity.status(code.status())
                        .headers(headers)
                        .contentType(MediaType.APPLICATION_JSON);
        if (!isReadToItsEnd(request)) {
            answer.header(HttpHeaders.CONNECTION, "close");
        }
        return answer.body(body);
    }

    private boolean isReadToItsEnd(HttpServletRequest request) {
        try {
            return bodies.admit(request);
        } catch (IOException _) {
            return false;
        }
    }
}
