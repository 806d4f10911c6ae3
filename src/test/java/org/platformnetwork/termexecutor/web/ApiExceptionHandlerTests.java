package org.platformnetwork.termexecutor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

class ApiExceptionHandlerTests {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ApiExceptionHandler handler =
            new ApiExceptionHandler(metrics, new RefusedBodies());

    @Test
    void clientThatLeavesDuringItsAnswerIsNoFailure() {
        var pipe = new AsyncRequestNotUsableException("gone", new IOException("Broken pipe"));
        var failure =
                new HttpMessageNotWritableException("no JSON", new IllegalStateException(pipe));

        assertThat(
                        handler.unwritten(
                                failure,
                                new MockHttpServletRequest(),
                                new MockHttpServletResponse()))
                .isNull();
        assertThat(metrics.getMeters()).isEmpty();
    }

    @Test
    void answerThatCannotBeWrittenIsOne() {
        var failure = new HttpMessageNotWritableException("no JSON", new IllegalStateException());

        var answer =
                handler.unwritten(
                        failure, new MockHttpServletRequest(), new MockHttpServletResponse());

        assertThat(answer).isNotNull();
        assertThat(answer.getStatusCode().value()).isEqualTo(500);
        assertThat(metrics.getMeters()).hasSize(1);
    }
}
