package org.platformnetwork.termexecutor.auth;

class SqliteNonceTests extends NonceScenarios {

    SqliteNonceTests() {
        super("");
    }
}
