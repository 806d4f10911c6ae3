package org.platformnetwork.termexecutor.submission.auth;

class SqliteNonceTests extends NonceScenarios {

    SqliteNonceTests() {
        super("");
    }
}
