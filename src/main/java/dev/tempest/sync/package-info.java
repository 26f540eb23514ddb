/** {@code com.atproto.sync.*}: repo exports and the firehose. */
@NullMarked
package dev.tempest.sync;

import org.jspecify.annotations.NullMarked;
