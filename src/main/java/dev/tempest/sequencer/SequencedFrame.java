package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;

/** An event in its place: {@code frame} is what a subscriber receives. */
public record SequencedFrame(long seq, Bytes frame) {}
