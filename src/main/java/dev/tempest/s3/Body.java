package dev.tempest.s3;

import java.io.IOException;
import java.io.InputStream;

/**
 * An open object, or a part of it.
 *
 * @param size the bytes that {@code content} yields; reading fails when fewer come
 * @param total the size of the whole object
 */
public record Body(long size, long total, InputStream content) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    content.close();
  }
}
