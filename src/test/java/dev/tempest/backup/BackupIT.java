package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.testing.ChildServer;
import dev.tempest.testing.ChildServer.Account;
import dev.tempest.testing.SeenFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is backed up while it is written to, lost, and restored; the network follows again. */
class BackupIT {
  private static final String COLLECTION = "com.example.backup";
  private static final Map<String, String> QUIET = Map.of("TEMPEST_CRAWLERS", "");
  private static final Duration SOON = Duration.ofSeconds(30);

  /** A write that was answered. */
  private record Written(Account account, String rkey, String cid) {}

  @TempDir Path dir;
  private final ConcurrentLinkedQueue<Written> answered = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  @Test
  void nothingOfABackupIsLost() throws IOException {
    try (var lost = new ChildServer(folder("lost"), QUIET);
        var found = new ChildServer(folder("found"), QUIET)) {
      nothingOfABackupIsLost(lost, found);
    } finally {
      stopped = true;
    }
  }

  private void nothingOfABackupIsLost(ChildServer lost, ChildServer found) throws IOException {
    lost.start();
    var accounts = createAccounts(lost);
    var writers =
        accounts.subList(0, 2).stream()
            .map(account -> Thread.ofPlatform().start(() -> write(lost, account)))
            .toList();
    Awaitility.await().atMost(SOON).until(() -> answered.size() > 20);
    var before = List.copyOf(answered);
    var made = lost.run("backup", "create", "--output", dir.resolve("made").toString(), "--json");
    assertThat(made.exit()).as(made.err()).isZero();
    int atBackup = answered.size();
    Awaitility.await().atMost(SOON).until(() -> answered.size() > atBackup + 20);
    stopped = true;
    writers.forEach(BackupIT::join);
    var known = whatTheNetworkKnows(lost);
    lost.kill();

    String backup = json(made).path("folder").asText();
    assertSecretIsAskedFor(backup);
    var restored =
        found.run(
            "backup", "restore", backup, "--target", dir.resolve("found").toString(), "--json");
    assertThat(restored.exit()).as(restored.err() + restored.out()).isZero();
    assertThat(restored.err()).as("touches no volume but its target").doesNotContain("ERROR");
    assertThat(json(restored).path("sequence").asLong()).isGreaterThan(known.seq);
    found.start();
    assertAnnouncedAnew(found, accounts, known);
    for (Written written : before) {
      assertThat(cid(found, written)).as("answered %s", written).isEqualTo(written.cid());
    }
    assertDrillPasses(found);
    found.stop();
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(dir.resolve(name));
  }

  private static List<Account> createAccounts(ChildServer server) {
    var accounts = new ArrayList<Account>();
    for (int i = 0; i < 3; i++) {
      accounts.add(server.createAccount("backup" + i));
    }
    String resting = accounts.getLast().token();
    assertThat(server.post("com.atproto.server.deactivateAccount", Map.of(), resting).status())
        .isEqualTo(200);
    return accounts;
  }

  private void write(ChildServer server, Account account) {
    for (int i = 0; !stopped; i++) {
      var answer =
          server.post(
              "com.atproto.repo.createRecord",
              Map.of(
                  "repo", account.did(),
                  "collection", COLLECTION,
                  "record", Map.of("text", "write " + i)),
              account.token());
      assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
      String uri = answer.text("uri");
      answered.add(
          new Written(account, uri.substring(uri.lastIndexOf('/') + 1), answer.text("cid")));
    }
  }

  private static String cid(ChildServer server, Written written) {
    return server
        .get(
            "com.atproto.repo.getRecord",
            Map.of(
                "repo", written.account().did(),
                "collection", COLLECTION,
                "rkey", written.rkey()),
            null)
        .text("cid");
  }

  /** The newest that subscribers of the lost server have seen. */
  private record Known(long seq, Map<String, Tid> revs) {}

  private Known whatTheNetworkKnows(ChildServer server) {
    try (var subscriber = new SeenFrames(server, 0)) {
      var frames =
          Awaitility.await()
              .atMost(SOON)
              .until(subscriber::frames, seen -> commits(seen) >= answered.size());
      var revs = new HashMap<String, Tid>();
      frames.forEach(frame -> rev(frame.event()).ifPresent(rev -> revs.put(did(frame), rev)));
      return new Known(frames.getLast().seq(), revs);
    }
  }

  private static long commits(List<Frames.Decoded> frames) {
    return frames.stream()
        .filter(frame -> frame.event() instanceof Event.Commit commit && !commit.ops().isEmpty())
        .count();
  }

  private static String did(Frames.Decoded frame) {
    return frame.event().did().value();
  }

  private static Optional<Tid> rev(Event event) {
    return switch (event) {
      case Event.Commit commit -> Optional.of(commit.rev());
      case Event.Sync sync -> Optional.of(sync.rev());
      case Event.Identity _, Event.Account _ -> Optional.empty();
    };
  }

  private void assertSecretIsAskedFor(String backup) throws IOException {
    var stranger =
        new ChildServer(
            folder("stranger"),
            Map.of("SECRET_KEY_BASE", "another secret of the tests, which is as long"));
    var unproven = stranger.run("backup", "verify", backup);
    assertThat(unproven.exit()).as(unproven.err()).isEqualTo(4);
    assertThat(dir.resolve("stranger")).as("a command leaves nothing").isEmptyDirectory();
    assertThat(unproven.out()).contains("FAILED: SECRET_KEY_BASE is not the one");
  }

  /** A relay goes on where it was with the lost server, and takes only what is newer. */
  private static void assertAnnouncedAnew(ChildServer server, List<Account> accounts, Known known) {
    try (var relay = new SeenFrames(server, known.seq)) {
      var frames = Awaitility.await().atMost(SOON).until(relay::frames, seen -> seen.size() >= 7);
      assertThat(frames).hasSize(7).allMatch(frame -> frame.seq() > known.seq + 100_000);
      for (Account account : accounts.subList(0, 2)) {
        var events = of(frames, account);
        assertThat(events)
            .extracting(Event::type)
            .containsExactly("#account", "#identity", "#sync");
        assertThat(rev(events.getLast()).orElseThrow())
            .isGreaterThan(known.revs.get(account.did()));
      }
      assertThat(of(frames, accounts.getLast()))
          .singleElement()
          .matches(event -> event instanceof Event.Account told && !told.active());
    }
  }

  private static List<Event> of(List<Frames.Decoded> frames, Account account) {
    return frames.stream()
        .filter(frame -> did(frame).equals(account.did()))
        .map(Frames.Decoded::event)
        .toList();
  }

  private static void assertDrillPasses(ChildServer server) {
    assertThat(server.run("backup", "create").exit()).isZero();
    var drill = server.run("backup", "drill", "--json");
    assertThat(drill.exit()).as(drill.err() + drill.out()).isZero();
    assertThat(json(drill).path("compared").asInt()).isEqualTo(3);
    assertThat(json(drill).path("passed").asBoolean()).isTrue();
  }

  private static JsonNode json(ChildServer.Outcome outcome) {
    try {
      return new ObjectMapper().readTree(outcome.out());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
