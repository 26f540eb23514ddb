package dev.tempest.archive;

/**
 * An archive that was read to its end and found right.
 *
 * @param files besides the manifest
 * @param bytes of these files, uncompressed
 */
public record ReadArchive(long files, long bytes, boolean encrypted) {}
