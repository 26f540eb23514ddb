package dev.tempest.drain;

/** Every request has its answer, and its events are in the log; connections are still open. */
public record DrainEnded() {}
