package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.repo.RepoVerifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.identity.PlcOperation;
import dev.tempest.testing.ChildServer;
import dev.tempest.testing.PlcServer;
import dev.tempest.testing.SeenEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account moves from one server to another and back, with all that it has. */
class MigrationIT {
  private static final int RECORDS = 1_000;
  private static final int BLOBS = 20;
  private static final String CAR = "application/vnd.ipld.car";
  private static final String PASSWORD = "correct horse";

  private final PrivateKey recoveryKey = PrivateKey.generate(Curve.K256, new SecureRandom());

  /** One of the two servers, and the account's session there. */
  private record Place(ChildServer server, String token) {
    ChildServer.Answer post(String nsid, Object body) {
      return ok(server.post(nsid, body, token));
    }

    ChildServer.Answer get(String nsid, Map<String, String> query) {
      return ok(server.get(nsid, query, token));
    }
  }

  private static ChildServer.Answer ok(ChildServer.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer;
  }

  @Test
  void movesThereAndBack(@TempDir Path folder) throws IOException {
    try (var plc = new PlcServer(folder.resolve("plc"));
        var home = server(folder, "home", plc);
        var away = server(folder, "away", plc)) {
      home.start();
      away.start();
      moveThereAndBack(home, away, plc);
    }
  }

  private static ChildServer server(Path folder, String name, PlcServer plc) throws IOException {
    return new ChildServer(
        Files.createDirectory(folder.resolve(name)),
        Map.of(
            "TEMPEST_PLC_URL",
            plc.url(),
            "SECRET_KEY_BASE",
            "the secret of " + name + ", long enough to be taken for one"));
  }

  private void moveThereAndBack(ChildServer home, ChildServer away, PlcServer plc)
      throws IOException {
    var created =
        ok(
            home.post(
                "com.atproto.server.createAccount",
                Map.of(
                    "handle",
                    "mover.test",
                    "email",
                    "mover@example.com",
                    "password",
                    PASSWORD,
                    "recoveryKey",
                    recoveryKey.publicKey().toDidKey()),
                null));
    var did = new Did(created.text("did"));
    var there = new Place(home, created.text("accessJwt"));
    fill(there, did);
    var before = verified(home, did, plc);
    assertThat(before.records()).isEqualTo(RECORDS);

    var here = arrive(there, away, did);
    moveRepo(there, here, did);
    moveBlobs(there, here, did);
    assertThat(away.post("com.atproto.server.activateAccount", Map.of(), here.token()).status())
        .as("before the document points there")
        .isEqualTo(400);
    goLive(here, there, did, plc);
    var moved = verified(away, did, plc);
    assertThat(moved.commit().data()).as("the same records").isEqualTo(before.commit().data());
    assertThat(moved.commit().rev()).isGreaterThan(before.commit().rev());

    write(here, did);
    moveRepo(here, there, did);
    moveBlobs(here, there, did);
    goLive(there, here, did, plc);
    var back = verified(home, did, plc);
    assertThat(back.records()).isEqualTo(RECORDS + 1);
    assertThat(back.commit().rev()).isGreaterThan(moved.commit().rev());
    write(there, did);
    assertThat(verified(home, did, plc).records()).isEqualTo(RECORDS + 2);
  }

  private static void fill(Place place, Did did) {
    var images = new ArrayList<JsonNode>();
    for (int i = 0; i < BLOBS; i++) {
      byte[] content = ("blob " + i).getBytes(StandardCharsets.UTF_8);
      var answer =
          ok(
              place
                  .server()
                  .upload("com.atproto.repo.uploadBlob", "text/plain", content, place.token()));
      images.add(answer.body().get("blob"));
    }
    for (int from = 0; from < RECORDS; from += 200) {
      var writes = new ArrayList<Map<String, Object>>();
      for (int i = from; i < from + 200; i++) {
        var value = new HashMap<String, Object>(Map.of("text", "record " + i));
        if (i < BLOBS) {
          value.put("image", images.get(i));
        }
        writes.add(
            Map.of(
                "$type",
                "com.atproto.repo.applyWrites#create",
                "collection",
                "com.example.moving",
                "rkey",
                "record-" + i,
                "value",
                value));
      }
      place.post("com.atproto.repo.applyWrites", Map.of("repo", did.value(), "writes", writes));
    }
  }

  private static void write(Place place, Did did) {
    place.post(
        "com.atproto.repo.createRecord",
        Map.of(
            "repo", did.value(),
            "collection", "com.example.moving",
            "record", Map.of("text", "written meanwhile")));
  }

  private static Place arrive(Place old, ChildServer server, Did did) {
    String method = "com.atproto.server.createAccount";
    String audience = server.get("com.atproto.server.describeServer", Map.of(), null).text("did");
    var service =
        old.get("com.atproto.server.getServiceAuth", Map.of("aud", audience, "lxm", method));
    var application =
        Map.of(
            "handle",
            "mover.test",
            "email",
            "mover@example.com",
            "password",
            PASSWORD,
            "did",
            did.value());
    assertThat(server.post(method, application, null).status()).isEqualTo(401);
    var arrived = ok(server.post(method, application, service.text("token")));
    return new Place(server, arrived.text("accessJwt"));
  }

  private static void moveRepo(Place from, Place to, Did did) {
    byte[] car =
        from.server().bytes("com.atproto.sync.getRepo", Map.of("did", did.value()), from.token());
    ok(to.server().upload("com.atproto.repo.importRepo", CAR, car, to.token()));
  }

  private static void moveBlobs(Place from, Place to, Did did) {
    var missing = to.get("com.atproto.repo.listMissingBlobs", Map.of()).body().get("blobs");
    for (JsonNode blob : missing) {
      String cid = blob.get("cid").asText();
      byte[] content =
          from.server()
              .bytes(
                  "com.atproto.sync.getBlob", Map.of("did", did.value(), "cid", cid), from.token());
      ok(to.server().upload("com.atproto.repo.uploadBlob", "text/plain", content, to.token()));
    }
    var status = to.get("com.atproto.server.checkAccountStatus", Map.of()).body();
    assertThat(status.get("expectedBlobs").asInt()).isEqualTo(BLOBS);
    assertThat(status.get("importedBlobs").asInt()).isEqualTo(BLOBS);
    assertThat(status.get("activated").asBoolean()).isFalse();
  }

  /** The identity moves, the account becomes active here and rests there. */
  private void goLive(Place here, Place there, Did did, PlcServer plc) {
    var credentials =
        here.get("com.atproto.identity.getRecommendedDidCredentials", Map.of()).body();
    var key = PublicKey.parseDidKey(credentials.get("verificationMethods").get("atproto").asText());
    var last = plc.directory().lastOperation(did).orElseThrow();
    var data = last.data().orElseThrow();
    plc.directory()
        .submit(
            did,
            PlcOperation.update(
                data.withPds(URI.create(here.server().base())).withSigningKey(key),
                last.cid(),
                recoveryKey));
    assertThat(
            here.get("com.atproto.server.checkAccountStatus", Map.of())
                .body()
                .get("migrationReady")
                .asBoolean())
        .isTrue();
    here.post("com.atproto.server.activateAccount", Map.of());
    there.post("com.atproto.server.deactivateAccount", Map.of());
    assertLastEvents(here.server(), did, List.of("#account", "#identity", "#sync"));
    assertLastEvents(there.server(), did, List.of("#account"));
    var old =
        there.server().get("com.atproto.sync.getRepoStatus", Map.of("did", did.value()), null);
    assertThat(old.text("status")).isEqualTo("deactivated");
  }

  private static void assertLastEvents(ChildServer server, Did did, List<String> expected) {
    try (var seen = new SeenEvents(server, did)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                var types = seen.types();
                assertThat(types).hasSizeGreaterThanOrEqualTo(expected.size());
                assertThat(types.subList(types.size() - expected.size(), types.size()))
                    .isEqualTo(expected);
              });
    }
  }

  /** The repository as everybody gets it, by the key that is published. */
  private static RepoVerifier.Report verified(ChildServer server, Did did, PlcServer plc)
      throws IOException {
    byte[] car = server.bytes("com.atproto.sync.getRepo", Map.of("did", did.value()), null);
    PublicKey key = plc.directory().document(did).orElseThrow().signingKey().orElseThrow();
    return RepoVerifier.verify(new ByteArrayInputStream(car), did, key);
  }
}
