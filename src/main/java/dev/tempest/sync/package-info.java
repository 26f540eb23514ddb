/**
 * {@code com.atproto.sync.*}: repository exports and the firehose.
 *
 * <p>The firehose is read from the durable log alone: one {@link dev.tempest.sync.Subscriber} per
 * connection, on a virtual thread, goes from its cursor to the end and waits there. There is no
 * hand-over from backfill to live, so there is nothing to lose or repeat in between. What a
 * subscriber may keep of the server's memory is bounded by its {@link dev.tempest.sync.SendWindow};
 * who does not read is told so and closed.
 */
@NullMarked
package dev.tempest.sync;

import org.jspecify.annotations.NullMarked;
