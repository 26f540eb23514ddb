package dev.tempest.fuzz;

import static io.restassured.RestAssured.given;

import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestAdmin;
import dev.tempest.xrpc.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The accounts that the requests are from and about, replaced when a request has ended one. */
final class Cast {
  private static final int SIZE = 6;

  /** Part of each made-up password, code and address, so that they can be found in a log. */
  static final String CANARY = "c4nary";

  private final AtomicReferenceArray<TestAccount> accounts =
      new AtomicReferenceArray<>(
          IntStream.range(0, SIZE).mapToObj(_ -> TestAccount.create()).toArray(TestAccount[]::new));
  private final Queue<TestAccount> everybody = new ConcurrentLinkedQueue<>();

  Cast() {
    IntStream.range(0, SIZE).forEach(i -> everybody.add(accounts.get(i)));
  }

  TestAccount any(SplittableRandom random) {
    return accounts.get(random.nextInt(SIZE));
  }

  /** Brings back who was deactivated or taken down, and replaces who is gone. */
  void heal() {
    for (int i = 0; i < SIZE; i++) {
      var account = accounts.get(i);
      if (isWell(account)) {
        continue;
      }
      post("com.atproto.admin.updateSubjectStatus", TestAdmin.TOKEN, lift(account));
      post("com.atproto.server.activateAccount", account.accessJwt(), Map.of());
      if (!isWell(account)) {
        var fresh = TestAccount.create();
        everybody.add(fresh);
        accounts.set(i, fresh);
      }
    }
  }

  private static boolean isWell(TestAccount account) {
    var answer = account.asCaller().get("/xrpc/com.atproto.server.getSession");
    return answer.statusCode() == 200 && answer.jsonPath().getBoolean("active");
  }

  private static Map<String, Object> lift(TestAccount account) {
    var subject = Map.of("$type", "com.atproto.admin.defs#repoRef", "did", account.did());
    return Map.of("subject", subject, "takedown", Map.of("applied", false));
  }

  private static void post(String nsid, String token, Map<String, Object> body) {
    if (Catalogue.find(nsid).isPresent()) {
      given()
          .header("Authorization", "Bearer " + token)
          .contentType("application/json")
          .body(body)
          .post("/xrpc/" + nsid);
    }
  }

  /** What must not be in a log: of tokens the signature, since a part would do. */
  List<String> secrets() {
    return Stream.concat(
            Stream.of(TestAdmin.TOKEN, CANARY),
            everybody.stream()
                .flatMap(
                    who ->
                        Stream.of(
                            who.password(),
                            who.email(),
                            who.email().toLowerCase(java.util.Locale.ROOT),
                            signature(who.accessJwt()),
                            signature(who.refreshJwt()))))
        .toList();
  }

  private static String signature(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }
}
