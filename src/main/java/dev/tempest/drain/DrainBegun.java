package dev.tempest.drain;

/** The server stops: work that can be done another time ends, or does not begin. */
public record DrainBegun() {}
