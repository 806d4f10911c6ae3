package org.platformnetwork.termexecutor.submission;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.platformnetwork.termexecutor.sandbox.Isolation;

/**
 * Who may cancel without a validator's key: root and the service's own user, as the kernel names
 * them, unless that could be a task as well. At level {@code process} tasks are the service's user.
 */
record Operator(UserPrincipal service, UserPrincipal root, Isolation isolation) {

    /**
     * For a service on this machine.
     *
     * @param made something that the service has created
     */
    static Operator of(Path made, Isolation isolation) throws IOException {
        var users = made.getFileSystem().getUserPrincipalLookupService();
        return new Operator(Files.getOwner(made), users.lookupPrincipalByName("0"), isolation);
    }

    /** Whether it is the operator who has connected to a Unix domain socket. */
    boolean isBehind(SocketChannel peer) throws IOException {
        return isMeantBy(peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
    }

    boolean isMeantBy(UserPrincipal user) {
        boolean isTask = isolation == Isolation.PROCESS && user.equals(service);
        return !isTask && (user.equals(root) || user.equals(service));
    }
}
