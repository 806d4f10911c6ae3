/**
 * The three isolation levels, and how the service finds the strongest that works.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>At level {@code uid}, directories below {@code WORKSPACE_BASE} come from {@code
 *       Workspaces.createClosed}; only {@code DirectoryAccess} opens them. Only port 53 of 10.0.2.3
 *       may be open: slirp4netns sends every port of it to the host's resolver.
 *   <li>What the start probes, {@code doctor} probes by the same code ({@code
 *       IsolationSelector.attempt}); a new reason of refusal needs its fix in {@code Remedies}. A
 *       {@code Limitation} is public in {@code /status}.
 *   <li>What a sandbox is made with may be root: it finds programs by the service's {@code PATH};
 *       the task's, with its HOME, begins with the command ({@code CommandEnvironment.startIn}).
 *   <li>Filters of system calls ({@code SystemCalls}) are kept by thread and inherited: at {@code
 *       uid} and {@code process} a thread of its own takes one, starts the command and ends ({@code
 *       SystemCallFilter}), and wakes no virtual thread, which could start a carrier with it. At
 *       {@code namespaces} bubblewrap gets it. A call is allowed in {@code system-calls.txt}, with
 *       its number on each architecture.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.sandbox.isolation;

import org.jspecify.annotations.NullMarked;
