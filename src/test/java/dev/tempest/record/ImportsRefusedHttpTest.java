package dev.tempest.record;

import static org.hamcrest.Matchers.equalTo;

import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server whose operator wants no repositories from elsewhere. */
@QuarkusTest
@TestProfile(ImportsRefusedHttpTest.NoImports.class)
class ImportsRefusedHttpTest {
  public static class NoImports implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("tempest.accepting-repo-imports", "false");
    }
  }

  @Test
  void takesNone() {
    TestAccount.create()
        .asCaller()
        .contentType("application/vnd.ipld.car")
        .body(new byte[10])
        .post("/xrpc/com.atproto.repo.importRepo")
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", equalTo("Service is not accepting repo imports"));
  }
}
