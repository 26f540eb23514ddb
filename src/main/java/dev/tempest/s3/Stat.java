package dev.tempest.s3;

import java.time.Instant;

/** What is known of an object without reading it. */
public record Stat(String key, long size, String etag, Instant lastModified) {}
