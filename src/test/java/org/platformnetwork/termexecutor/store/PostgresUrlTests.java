package org.platformnetwork.termexecutor.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresUrlTests {

    @Test
    void takesUserAndPasswordOut() {
        assertThat(PostgresUrl.parse("postgres://us%40er:p%3Aw:x@db.example:5433/name?ssl=true"))
                .isEqualTo(
                        new PostgresUrl(
                                "jdbc:postgresql://db.example:5433/name?ssl=true",
                                "us@er",
                                "p:w:x"));
    }

    @Test
    void takesWhatJdbcTakes() {
        assertThat(PostgresUrl.parse("jdbc:postgresql://h/d?user=u&password=p"))
                .isEqualTo(new PostgresUrl("jdbc:postgresql://h/d?user=u&password=p", null, null));
        assertThat(PostgresUrl.parse("postgresql://u@h/d"))
                .isEqualTo(new PostgresUrl("jdbc:postgresql://h/d", "u", null));
    }

    @Test
    void refusesTheRest() {
        for (var text :
                new String[] {"", "h", "mysql://h/d", "postgresql://h", "postgresql://h/"}) {
            assertThat(PostgresUrl.parse(text)).isNull();
        }
        assertThat(PostgresUrl.parse("postgresql://h/d with space")).isNull();
    }
}
