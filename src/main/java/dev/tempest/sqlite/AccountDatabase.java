package dev.tempest.sqlite;

/** {@code account.sqlite}, opened and up to date. */
public record AccountDatabase(Database database) {}
