/** The durable order of events, and the signal that there are more. */
@NullMarked
package dev.tempest.sequencer;

import org.jspecify.annotations.NullMarked;
