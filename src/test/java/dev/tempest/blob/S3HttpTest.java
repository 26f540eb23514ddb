package dev.tempest.blob;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.tempest.account.AccountDeletion;
import dev.tempest.atproto.data.Cid;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.FreePort;
import dev.tempest.testing.S3Server;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blobs on S3 behind a CDN, as everybody sees them. */
@QuarkusTest
@TestProfile(S3HttpTest.OnS3.class)
final class S3HttpTest {
  private static final String CDN = "https://cdn.example.com/of/pds";
  private static final String GET = "/xrpc/com.atproto.sync.getBlob";

  /** A server whose bucket is behind a proxy that a test may start. */
  public static final class OnS3 implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      var overrides = new HashMap<String, String>();
      S3Server.environment("tempest.blob.s3.", S3Server.shared().newBucket())
          .forEach((name, value) -> overrides.put(property(name), value));
      overrides.put("tempest.blob.store", "s3");
      overrides.put("tempest.blob.s3.endpoint", "http://127.0.0.1:" + FreePort.next());
      overrides.put("tempest.blob.s3.timeout", "3s"); // also for requests that are answered
      overrides.put("tempest.blob.cdn-base-url", CDN + "/");
      return overrides;
    }
  }

  /** A variable's end as that of a property. */
  private static String property(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private final byte[] content = new byte[100_000];
  private TestAccount account;

  private static FaultyProxy proxy;

  @Inject AccountDeletion deletion;

  @BeforeAll
  static void startProxy() {
    URI endpoint = URI.create(config("endpoint"));
    proxy = new FaultyProxy(S3Server.shared().endpoint(), endpoint.getPort());
  }

  @BeforeEach
  void createAccount() {
    account = TestAccount.create();
    new SplittableRandom(account.did().hashCode()).nextBytes(content);
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @AfterAll
  static void stopProxy() {
    proxy.close();
  }

  private static String config(String name) {
    return ConfigProvider.getConfig().getValue("tempest.blob.s3." + name, String.class);
  }

  private ValidatableResponse upload() {
    return account
        .asCaller()
        .contentType("application/x-noise")
        .body(content)
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then();
  }

  private Object uploaded() {
    return upload().statusCode(200).extract().path("blob");
  }

  private ValidatableResponse refer(Object blob) {
    return call(
        "createRecord",
        Map.of(
            "repo",
            account.did(),
            "collection",
            "com.example.file",
            "rkey",
            "one",
            "record",
            Map.of("$type", "com.example.file", "file", blob)));
  }

  private ValidatableResponse call(String method, Map<String, Object> body) {
    return account
        .asCaller()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/com.atproto.repo." + method)
        .then();
  }

  private String cid() {
    return Cid.of(Cid.Codec.RAW, content).toString();
  }

  private RequestSpecification blob(RequestSpecification as) {
    return as.redirects().follow(false).queryParam("did", account.did()).queryParam("cid", cid());
  }

  private Path object(String prefix) {
    var bucket = S3Server.shared().file(config("bucket"), prefix);
    return bucket.resolve(account.did()).resolve(cid());
  }

  private void deactivate() {
    account
        .asCaller()
        .contentType("application/json")
        .body("{}")
        .post("/xrpc/com.atproto.server.deactivateAccount")
        .then()
        .statusCode(200);
  }

  @Test
  void whatIsPublicIsAtTheCdn() {
    Object blob = uploaded();
    assertThat(object("temp/blobs")).hasBinaryContent(content);
    blob(given()).get(GET).then().statusCode(400).body("error", equalTo("BlobNotFound"));
    refer(blob).statusCode(200);
    assertThat(object("temp/blobs")).doesNotExist();
    assertThat(object("blobs")).hasBinaryContent(content);
    String there = CDN + "/blobs/" + account.did() + "/" + cid();
    blob(given()).get(GET).then().statusCode(302).header("Location", there);
    blob(given()).head(GET).then().statusCode(302).header("Location", there);

    call(
            "deleteRecord",
            Map.of("repo", account.did(), "collection", "com.example.file", "rkey", "one"))
        .statusCode(200);
    assertThat(object("blobs")).doesNotExist();
    blob(given()).get(GET).then().statusCode(400).body("error", equalTo("BlobNotFound"));
  }

  @Test
  void whatIsTakenDownIsNot() {
    refer(uploaded()).statusCode(200);
    asAdmin()
        .contentType("application/json")
        .body(
            Map.of(
                "subject",
                Map.of(
                    "$type",
                    "com.atproto.admin.defs#repoBlobRef",
                    "did",
                    account.did(),
                    "cid",
                    cid()),
                "takedown",
                Map.of("applied", true, "ref", "note")))
        .post("/xrpc/com.atproto.admin.updateSubjectStatus")
        .then()
        .statusCode(200);
    blob(given()).get(GET).then().statusCode(400).body("error", equalTo("BlobNotFound"));
    assertThat(object("blobs")).doesNotExist();
    assertThat(object("quarantine/blobs")).exists();
  }

  @Test
  void theOwnerOfAnInactiveAccountReadsFromTheServer() {
    refer(uploaded()).statusCode(200);
    deactivate();
    blob(given()).get(GET).then().statusCode(400).body("error", equalTo("RepoDeactivated"));
    assertThat(blob(account.asCaller()).get(GET).then().statusCode(200).extract().asByteArray())
        .isEqualTo(content);
    byte[] part =
        blob(account.asCaller())
            .header("Range", "bytes=99990-")
            .get(GET)
            .then()
            .statusCode(206)
            .header("Content-Range", "bytes 99990-99999/100000")
            .extract()
            .asByteArray();
    assertThat(part).isEqualTo(Arrays.copyOfRange(content, 99_990, 100_000));
    blob(account.asCaller()).head(GET).then().statusCode(200).header("Content-Length", "100000");
  }

  @Test
  void anOutageIsTold503AndLosesNothing() {
    Object blob = uploaded();
    proxy.refuse();
    refer(blob)
        .statusCode(503)
        .body("message", startsWith("The object store (TEMPEST_BLOB_S3_*, copy)"));
    upload().statusCode(503);
    given()
        .queryParam("repo", account.did())
        .queryParam("collection", "com.example.file")
        .get("/xrpc/com.atproto.repo.listRecords")
        .then()
        .body("records.size()", equalTo(0));
    proxy.heal();
    refer(blob).statusCode(200);
    assertThat(object("blobs")).hasBinaryContent(content);
  }

  @Test
  void anAccountIsErasedThoughItsBlobsWait() {
    refer(uploaded()).statusCode(200);
    proxy.refuse();
    asAdmin()
        .contentType("application/json")
        .body(Map.of("did", account.did()))
        .post("/xrpc/com.atproto.admin.deleteAccount")
        .then()
        .statusCode(200);
    assertThat(object("blobs")).exists();
    proxy.heal();
    deletion.finishInterrupted(); // as every hour, and at the next start
    assertThat(object("blobs")).doesNotExist();
  }

  @Test
  void aStallIsTold504InItsTime() {
    refer(uploaded()).statusCode(200);
    deactivate();
    proxy.stall();
    long begin = System.nanoTime();
    blob(account.asCaller())
        .get(GET)
        .then()
        .statusCode(504)
        .body("error", equalTo("UpstreamTimeout"));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }
}
