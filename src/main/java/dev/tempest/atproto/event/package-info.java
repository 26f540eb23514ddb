/** Firehose messages and their frame bytes. Spec: /specs/sync and /specs/event-stream. */
@NullMarked
package dev.tempest.atproto.event;

import org.jspecify.annotations.NullMarked;
