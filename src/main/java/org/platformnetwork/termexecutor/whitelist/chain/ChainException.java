package org.platformnetwork.termexecutor.whitelist.chain;

/** Why an endpoint's answer cannot be used, as the end of a sentence that names the endpoint. */
final class ChainException extends Exception {

    private static final long serialVersionUID = 1L;

    ChainException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
