package dev.tempest.fuzz;

import java.nio.charset.StandardCharsets;

/**
 * A request as it goes over the wire.
 *
 * @param method the row of the catalogue that it is for, or what else it tries
 * @param ends whether nothing else can follow it on its connection
 * @param malformed whether it is hardly HTTP: the server's parser may refuse it with no body
 */
record RawRequest(String method, byte[] bytes, boolean ends, boolean malformed) {
  String line() {
    String text = new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
    return text.lines().findFirst().orElse("");
  }

  String head() {
    String text = new String(bytes, 0, Math.min(bytes.length, 2000), StandardCharsets.ISO_8859_1);
    return text.split("\r\n\r\n", 2)[0];
  }

  boolean isHead() {
    return line().startsWith("HEAD ");
  }
}
