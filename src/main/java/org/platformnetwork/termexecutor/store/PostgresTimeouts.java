package org.platformnetwork.termexecutor.store;

import java.util.Map;

/**
 * How long both sides of a connection wait for each other, so that neither a failover nor a
 * forgotten NAT entry stops the service. The server gives a transaction up before the driver does:
 * what the service takes for lost is not kept later, and locks nothing, unless its commit is under
 * way.
 */
final class PostgresTimeouts {

    /** Properties of the driver, in seconds; DATABASE_URL may set others. */
    static final Map<String, String> DRIVER =
            Map.of("connectTimeout", "2", "socketTimeout", "5", "tcpKeepAlive", "true");

    /** For a statement of a migration, instead of the driver's. */
    static final String MIGRATION_SECONDS = "600";

    /** For the session's start. A dead host is known after eleven seconds at most. */
    static final String SERVER =
            """
            set idle_in_transaction_session_timeout = '4s';
            set tcp_keepalives_idle = 5;
            set tcp_keepalives_interval = 2;
            set tcp_keepalives_count = 3;
            set tcp_user_timeout = '11s'
            """;

    private PostgresTimeouts() {}
}
