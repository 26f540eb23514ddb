package dev.tempest.sync;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.testing.TestAccount;
import java.util.Map;

/** An account that writes. */
record Author(Did did, String token) {
  static Author create() {
    var account = TestAccount.create();
    return new Author(new Did(account.did()), account.accessJwt());
  }

  /** The URI of the new record. */
  String post(String text) {
    return TestAccount.with(token)
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                did.value(),
                "collection",
                "app.bsky.feed.post",
                "record",
                Map.of(
                    "$type", "app.bsky.feed.post",
                    "text", text,
                    "createdAt", "2026-01-01T00:00:00.000Z")))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getString("uri");
  }
}
