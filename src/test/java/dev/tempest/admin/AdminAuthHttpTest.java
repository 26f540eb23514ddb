package dev.tempest.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.Access;
import dev.tempest.auth.Scope;
import dev.tempest.auth.ServiceTokens;
import dev.tempest.auth.SessionTokens;
import dev.tempest.identity.HostedDids;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestAdmin;
import dev.tempest.xrpc.Catalogue;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call the operator's methods: the operator. */
@QuarkusTest
class AdminAuthHttpTest {
  private static @Nullable TestAccount account;

  @Inject SessionTokens sessions;
  @Inject ServiceTokens services;
  @Inject HostedDids dids;

  static Stream<Catalogue.Method> methods() {
    return Catalogue.methods().stream().filter(method -> method.access() == Access.ADMIN);
  }

  private static synchronized TestAccount account() {
    var made = account;
    if (made == null) {
      made = TestAccount.create();
      account = made;
    }
    return made;
  }

  private static Response call(Catalogue.Method method, @Nullable String authorization) {
    var request = given();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    String path = "/xrpc/" + method.nsid();
    return method.kind() == Catalogue.Kind.QUERY
        ? request.get(path)
        : request.contentType("application/json").body("{}").post(path);
  }

  static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Every token that an account can have. */
  private List<String> tokensOfAccounts(String nsid) {
    var did = new Did(account().did());
    Instant now = Instant.now();
    var found = new ArrayList<String>();
    for (Scope scope : Scope.values()) {
      found.add(sessions.access(did, scope, "id", now));
    }
    found.add(account().refreshJwt());
    if (Nsid.isValid(nsid)) {
      found.add(
          services.issue(
              did, dids.serverDid().value(), new Nsid(nsid), now.plus(Duration.ofMinutes(1))));
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isClosedToEverybodyElse(Catalogue.Method method) {
    call(method, null).then().statusCode(401).body("error", equalTo("AuthenticationRequired"));
    for (String wrong :
        List.of("Bearer wrong", basic("admin", "wrong"), basic("alice", TestAdmin.TOKEN))) {
      call(method, wrong).then().statusCode(401).body("error", equalTo("InvalidToken"));
    }
    for (String token : tokensOfAccounts(method.nsid())) {
      for (String shown : List.of("Bearer " + token, basic("admin", token), "DPoP " + token)) {
        call(method, shown).then().statusCode(401).body("error", equalTo("InvalidToken"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isOpenToTheOperator(Catalogue.Method method) {
    for (String good : List.of("Bearer " + TestAdmin.TOKEN, basic("admin", TestAdmin.TOKEN))) {
      var answer = call(method, good);
      assertThat(answer.statusCode()).isIn(200, 400);
      assertThat(answer.header("Cache-Control")).isEqualTo("private");
    }
  }

  @Test
  void thereAreSuchMethods() {
    assertThat(methods()).hasSizeGreaterThan(5);
  }
}
