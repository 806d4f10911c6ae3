/**
 * What tests of several packages share.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>In tests, time limits of commands pass by hand ({@code ManualClock} in place of {@code
 *       ProcessRunner}'s clock, {@code RunningService.passTimeOfHang}): what has to happen before a
 *       limit has happened, however slow the machine is.
 *   <li>{@code ChopsticksIntegrationTests} needs a subtensor runtime (WebAssembly) that no package
 *       registry carries: {@code SUBTENSOR_RUNTIME} names the file, else it is skipped.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.testing;

import org.jspecify.annotations.NullMarked;
