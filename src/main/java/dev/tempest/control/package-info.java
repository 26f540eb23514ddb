/**
 * How an operator's command reaches the server that holds the volume: over a Unix domain socket on
 * the volume itself, {@code .control}, which only the server's own user may open. The server runs
 * the same command with its own beans, so there is one implementation, and its locks hold.
 *
 * <p>A connection carries one command: a request, then output as it comes, then the exit code. A
 * client that leaves abandons its command, which ends at its next step.
 */
@NullMarked
package dev.tempest.control;

import org.jspecify.annotations.NullMarked;
