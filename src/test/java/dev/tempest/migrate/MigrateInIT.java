package dev.tempest.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.repo.RepoVerifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.Network;
import dev.tempest.migrate.Person.Question;
import dev.tempest.progress.Progress;
import dev.tempest.secret.Secrets;
import dev.tempest.testing.ChildServer;
import dev.tempest.testing.PlcServer;
import dev.tempest.testing.TestAdmin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts move from one server to another, and whatever may end the command ends it. */
class MigrateInIT {
  private static final String ADMIN_HASH =
      "$argon2id$v=19$m=19456,t=2,p=1$2Z5rRnda8EXTgYhgJpWFlg$Jz+oPbg1tLOcx8WRJ2xxHPGJzgnXhgvgQwGa/8MCNnA";
  private static final String OLD_PASSWORD = "the old password";
  private static final String NEW_PASSWORD = "the new password";
  private static final int BLOBS = 6;
  private static final int RECORDS = 20;

  private static PlcServer plc;
  private static ChildServer source;
  private static ChildServer target;
  private static Path folder;
  private static Network network;

  @BeforeAll
  static void startServers(@TempDir Path temporary) throws IOException {
    folder = temporary;
    network = new Network();
    plc = new PlcServer(folder.resolve("plc"));
    source = server("source");
    target = server("target");
    var starting = Thread.ofPlatform().start(source::start);
    target.start();
    try {
      starting.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ChildServer server(String name) throws IOException {
    return new ChildServer(
        Files.createDirectory(folder.resolve(name)),
        Map.of(
            "TEMPEST_PLC_URL",
            plc.url(),
            "TEMPEST_ADMIN_TOKEN_HASH",
            ADMIN_HASH,
            "SECRET_KEY_BASE",
            "the secret of " + name + ", long enough to be taken for one"));
  }

  @AfterAll
  static void stop() {
    source.kill();
    target.kill();
    plc.close();
    network.close();
  }

  /** An account at the source, with all that can move. */
  private record Mover(String handle, Did did, String token, List<String> blobs) {}

  private static Mover mover(String name) {
    String handle = name + ".test";
    var created =
        ok(
            source.post(
                "com.atproto.server.createAccount",
                Map.of(
                    "handle",
                    handle,
                    "email",
                    name + "@example.com",
                    "password",
                    OLD_PASSWORD,
                    "recoveryKey",
                    ownKey().publicKey().toDidKey()),
                null));
    var mover =
        new Mover(
            handle, new Did(created.text("did")), created.text("accessJwt"), new ArrayList<>());
    for (int i = 0; i < RECORDS; i++) {
      write(mover, i < BLOBS ? upload(mover, "blob " + i) : null);
    }
    ok(
        source.post(
            "app.bsky.actor.putPreferences",
            Map.of(
                "preferences",
                List.of(Map.of("$type", "app.bsky.actor.defs#adultContentPref", "enabled", true))),
            mover.token()));
    return mover;
  }

  private static PrivateKey ownKey() {
    return PrivateKey.generate(Curve.K256, new SecureRandom());
  }

  private static JsonNode upload(Mover mover, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    var blob =
        ok(source.upload("com.atproto.repo.uploadBlob", "text/plain", content, mover.token()))
            .body()
            .get("blob");
    mover.blobs().add(blob.at("/ref/$link").asText());
    return blob;
  }

  private static void write(Mover mover, @Nullable JsonNode blob) {
    Map<String, Object> record = blob == null ? Map.of("text", "x") : Map.of("image", blob);
    ok(
        source.post(
            "com.atproto.repo.createRecord",
            Map.of(
                "repo", mover.did().value(), "collection", "com.example.moving", "record", record),
            mover.token()));
  }

  private static ChildServer.Answer ok(ChildServer.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer;
  }

  private static Migrations migrations(UnaryOperator<Journal> journals) {
    return new Migrations(
        folder.resolve("migrations"),
        network.http(),
        network.identities(plc.url()),
        Secrets.of("the secret of the tests"),
        InstantSource.system(),
        journals);
  }

  private static Migrations migrations() {
    return migrations(UnaryOperator.identity());
  }

  private static Wishes wishes(Mover mover) {
    return wishes(mover, false);
  }

  private static Wishes wishes(Mover mover, boolean strict) {
    return new Wishes(
        new Handle(mover.handle()),
        Optional.of(URI.create(source.base())),
        URI.create(target.base().replace("localhost", "127.0.0.1")),
        URI.create(target.base()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        strict,
        Duration.ZERO);
  }

  private static ScriptedPerson person(Mover mover) {
    return new ScriptedPerson()
        .knows(Question.SOURCE_PASSWORD, () -> OLD_PASSWORD)
        .knows(Question.TARGET_PASSWORD, () -> NEW_PASSWORD)
        .knows(Question.PLC_CODE, () -> code(mover));
  }

  private static String code(Mover mover) {
    var codes =
        ok(source.get("_admin/codes", Map.of("account", mover.did().value()), TestAdmin.TOKEN));
    return codes.body().at("/codes/0/code").asText();
  }

  private static boolean remove(Did did) {
    ok(target.post("com.atproto.admin.deleteAccount", Map.of("did", did.value()), TestAdmin.TOKEN));
    return true;
  }

  private static Path migrationFolder(Mover mover) {
    return folder.resolve("migrations").resolve(mover.did().value().replace(':', '_'));
  }

  /** The command died. */
  private static final class Killed extends RuntimeException {}

  /** Dies once before and once after each thing that is written down. */
  private static final class Killer {
    final Set<String> kills = new LinkedHashSet<>();

    Journal of(Journal journal) {
      return state -> {
        var change = state.changeOrNone();
        String point =
            "%s %s %s"
                .formatted(
                    state.reached(), change.codeRequestedAt() != null, change.operation() != null);
        kill("before " + point);
        journal.write(state);
        kill("after " + point);
      };
    }

    private void kill(String point) {
      if (kills.add(point)) {
        throw new Killed();
      }
    }
  }

  @Test
  void goesOnWhereverItWasKilled() throws IOException {
    var mover = mover("killed");
    var before = plc.directory().lastOperation(mover.did()).orElseThrow().data().orElseThrow();
    var killer = new Killer();
    var person = person(mover);
    boolean wroteMeanwhile = false;
    Outcome outcome = null;
    while (outcome == null || !outcome.isDone()) {
      try {
        outcome = migrations(killer::of).run(wishes(mover), person, Progress.NONE);
      } catch (Killed _) {
        if (killer.kills.contains("before ACCOUNT false false")
            && !killer.kills.contains("after ACCOUNT false false")) {
          // as if it had died before the new account's session was kept
          Files.deleteIfExists(migrationFolder(mover).resolve("target.session"));
        }
        if (killer.kills.contains("after CHECK false false") && !wroteMeanwhile) {
          wroteMeanwhile = true;
          write(mover, upload(mover, "written meanwhile"));
        }
      }
    }
    assertThat(killer.kills).hasSize(2 * (Step.values().length + 2));
    assertThat(person.asked)
        .as("sessions are kept, and so is the signed operation; a code used up is asked for again")
        .containsExactlyInAnyOrder(
            Question.SOURCE_PASSWORD,
            Question.TARGET_PASSWORD,
            Question.TARGET_PASSWORD,
            Question.PLC_CODE,
            Question.PLC_CODE,
            Question.PLC_CODE);
    assertThat(outcome.isDone()).isTrue();
    assertMoved(mover, RECORDS + 1);
    var after = plc.directory().lastOperation(mover.did()).orElseThrow().data().orElseThrow();
    assertThat(after.rotationKeys().getFirst())
        .as("the person's own key")
        .isEqualTo(before.rotationKeys().getFirst());
    assertThat(after.rotationKeys()).doesNotContain(before.rotationKeys().getLast());
    assertThat(person.told.toString()).contains("+ AtprotoPersonalDataServer " + target.base());
    try (var left = Files.list(migrationFolder(mover))) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("report.json");
    }
    assertThat(migrations().run(wishes(mover), new ScriptedPerson(), Progress.NONE))
        .as("done is done")
        .isEqualTo(outcome);
    assertThat(migrations().list()).contains(outcome);
  }

  private static void assertMoved(Mover mover, int records) throws IOException {
    byte[] car = target.bytes("com.atproto.sync.getRepo", Map.of("did", mover.did().value()), null);
    var document = plc.directory().document(mover.did()).orElseThrow();
    var key = document.signingKey().orElseThrow();
    assertThat(document.pds()).contains(URI.create(target.base()));
    assertThat(RepoVerifier.verify(new ByteArrayInputStream(car), mover.did(), key).records())
        .isEqualTo(records);
    for (String blob : mover.blobs()) {
      target.bytes(
          "com.atproto.sync.getBlob", Map.of("did", mover.did().value(), "cid", blob), null);
    }
    var session =
        ok(
            target.post(
                "com.atproto.server.createSession",
                Map.of("identifier", mover.handle(), "password", NEW_PASSWORD),
                null));
    assertThat(session.body().get("active").asBoolean()).isTrue();
    var preferences =
        ok(target.get("app.bsky.actor.getPreferences", Map.of(), session.text("accessJwt")));
    assertThat(preferences.body().toString()).contains("adultContentPref");
    assertThat(status(source, mover)).isEqualTo("deactivated");
  }

  private static String status(ChildServer server, Mover mover) {
    return server
        .get("com.atproto.sync.getRepoStatus", Map.of("did", mover.did().value()), null)
        .text("status");
  }

  @Test
  void waitsForWhatOnlyThePersonHasAndIsRolledBack() {
    var mover = mover("doubtful");
    var silent = new ScriptedPerson();
    var first = migrations().run(wishes(mover), silent, Progress.NONE);
    assertThat(first.needed()).contains(Question.SOURCE_PASSWORD.text());
    var person =
        new ScriptedPerson()
            .knows(Question.SOURCE_PASSWORD, () -> OLD_PASSWORD)
            .knows(Question.TARGET_PASSWORD, () -> NEW_PASSWORD);
    var paused = migrations().run(wishes(mover), person, Progress.NONE);
    assertThat(paused.status()).isEqualTo("paused");
    assertThat(paused.reached()).isEqualTo(Step.CHECK);
    assertThat(paused.needed()).contains(Question.PLC_CODE.text());
    person.knows(Question.PLC_CODE, () -> code(mover)).disagrees();
    var unwilling = migrations().run(wishes(mover), person, Progress.NONE);
    assertThat(unwilling.needed()).contains("cannot be undone");
    assertThat(status(target, mover)).isEqualTo("deactivated");

    var back = migrations().rollBack(mover.did(), MigrateInIT::remove);
    assertThat(back.status()).isEqualTo("rolledBack");
    assertThat(status(target, mover)).isEqualTo("deleted");
    assertThat(status(source, mover)).as("active").isEmpty();
    assertThat(migrationFolder(mover)).doesNotExist();
    assertThatThrownBy(() -> migrations().rollBack(mover.did(), MigrateInIT::remove))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no migration");
  }

  @Test
  void missingBlobsAreReportedAndTheIdentityIsNotRolledBack() throws IOException {
    var mover = mover("incomplete");
    String lost = mover.blobs().removeFirst();
    Files.delete(
        folder
            .resolve("source/blobs")
            .resolve(mover.did().value().replace(':', '_'))
            .resolve(lost));
    var person = person(mover);
    assertThatThrownBy(() -> migrations().run(wishes(mover, true), person, Progress.NONE))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(lost);
    var killer = new Killer();
    killer.kills.addAll(points());
    assertThatThrownBy(() -> migrations(killer::of).run(wishes(mover), person, Progress.NONE))
        .isInstanceOf(Killed.class);
    assertThatThrownBy(() -> migrations().rollBack(mover.did(), MigrateInIT::remove))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("the identity points here");
    var outcome = migrations().run(wishes(mover), person, Progress.NONE);
    assertThat(outcome.report().missingBlobs()).containsExactly(lost);
    assertMoved(mover, RECORDS);
  }

  /** All moments at which the killer would strike, but the one after the identity's change. */
  private static Set<String> points() {
    var points = new LinkedHashSet<String>();
    for (String when : List.of("before", "after")) {
      for (Step step : Step.values()) {
        for (String change : List.of("false false", "true false", "true true")) {
          points.add(when + " " + step + " " + change);
        }
      }
    }
    points.remove("before IDENTITY true true");
    return points;
  }
}
