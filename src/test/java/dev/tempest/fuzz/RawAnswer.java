package dev.tempest.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 when the connection was closed without an answer
 * @param headers by names in lower case
 */
record RawAnswer(int status, Map<String, String> headers, byte[] body) {
  static final RawAnswer NONE = new RawAnswer(0, Map.of(), new byte[0]);

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean closes() {
    return status == 0 || status == 101 || header("connection").equalsIgnoreCase("close");
  }
}
