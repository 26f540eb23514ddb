package dev.tempest.archive;

/**
 * An archive that was written.
 *
 * @param size in bytes
 * @param sha256 of all its bytes, in lower-case hexadecimal
 */
public record WrittenArchive(long size, String sha256, boolean encrypted) {}
