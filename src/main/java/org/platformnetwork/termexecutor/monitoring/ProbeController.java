package org.platformnetwork.termexecutor.monitoring;

import java.time.Duration;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /livez} and {@code GET /readyz}, for an orchestrator. Neither asks the store or the
 * list of validators: there is one replica, and without traffic no one would read what is wrong.
 */
@RestController
final class ProbeController {

    private final ApplicationAvailability availability;

    ProbeController(ApplicationAvailability availability) {
        this.availability = availability;
    }

    record Probe(String status) {}

    @GetMapping("/livez")
    Probe live() {
        if (availability.getLivenessState() != LivenessState.CORRECT) {
            throw new ApiException(ErrorCode.INTERNAL_ERROR, "The service must be restarted.");
        }
        return new Probe("ok");
    }

    @GetMapping("/readyz")
    Probe ready() {
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            throw new ApiException(
                    ErrorCode.NOT_READY, "The service starts or stops.", Duration.ofSeconds(1));
        }
        return new Probe("ok");
    }
}
