package org.platformnetwork.termexecutor.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UserCleanupTests {

    @Test
    void findsIpcByOwnerAndByMaker() {
        var table =
                List.of(
                        "       key      msqid perms      cbytes  uid   gid  cuid  cgid      stime",
                        " 123456789          0   644           0 64001 64001 64001 64001         "
                                + " 0",
                        " 123456789          1   644           0     0     0 64001     0         "
                                + " 0",
                        " 123456789          2   644           0 64001     0     0     0         "
                                + " 0",
                        " 123456789          3   644           0     0 64001     0 64001         "
                                + " 0",
                        "     64001          4   644       64001   640    64     6     6     "
                                + " 64001");

        assertThat(UserCleanup.ipc(table, 64001)).containsExactly("0", "1", "2");
    }

    @Test
    void findsNothingInEmptyTable() {
        assertThat(UserCleanup.ipc(List.of("key shmid uid gid cuid"), 64001)).isEmpty();
    }
}
