package dev.tempest.sqlite;

/** {@code sequencer.sqlite}, opened and up to date. */
public record SequencerDatabase(Database database) {}
