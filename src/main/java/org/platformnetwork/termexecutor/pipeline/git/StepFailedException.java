package org.platformnetwork.termexecutor.pipeline.git;

/** Leaves a checkout at the first step that did not do its work. */
final class StepFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient CheckoutResult result;

    StepFailedException(CheckoutResult result) {
        this.result = result;
    }

    static StepFailedException failed(String reason) {
        return new StepFailedException(new CheckoutResult.Failed(reason));
    }

    static StepFailedException impossible(String reason) {
        return new StepFailedException(new CheckoutResult.Impossible(reason));
    }

    CheckoutResult result() {
        return result;
    }
}
