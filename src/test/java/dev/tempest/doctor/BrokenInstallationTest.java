package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.event.Event;
import java.security.GeneralSecurityException;
import java.util.function.UnaryOperator;
import java.util.HexFormat;
import dev.tempest.fault.Refusal;
import dev.tempest.config.ServerConfig;
import dev.tempest.mail.MailConfig;
import dev.tempest.secret.Secrets;
import dev.tempest.identity.IdentityConfig;
import dev.tempest.identity.OutsideWorld;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcOperation;
import dev.tempest.testing.FakeService;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that can be wrong, and what is said of it. */
class BrokenInstallationTest {
  @TempDir Path folder;
  private Installation installation;

  @BeforeEach
  void build() {
    installation = new Installation(folder);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private Finding only(String id) {
    var findings = installation.look(id);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  private Finding bad(String id) {
    return installation.look(id).stream()
        .filter(finding -> finding.verdict() != Verdict.OK)
        .filter(finding -> finding.verdict() != Verdict.SKIPPED)
        .findFirst()
        .orElseThrow();
  }

  private static void assertFails(Finding finding, String seen, String remedy) {
    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.FAIL);
    assertThat(finding.seen()).contains(seen);
    assertThat(finding.remedy()).contains(remedy);
  }

  private static void assertWarns(Finding finding, String seen, String remedy) {
    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.WARN);
    assertThat(finding.seen()).contains(seen);
    assertThat(finding.remedy()).contains(remedy);
  }

  @Test
  void nearlyEverythingAtOnce() throws IOException {
    installation.settings.put("tempest.secret-key-base", "another secret, that is long enough too");
    installation.environment.put("TEMPEST_BLOB_MAX_BYTE", "1");
    installation.plc.close();
    installation.relay.answer(Installation.HOST_STATUS, "{}").on(
        Installation.HOST_STATUS,
        (request, _) -> {
          request.response().setStatusCode(400);
          FakeService.json(request, "{\"error\":\"HostNotFound\",\"message\":\"who?\"}");
        });
    installation.settings.put("tempest.smtp.password", "wrong");
    installation.tls = TlsEnd.expired(folder);
    try (var storage = new FaultyProxy(S3Server.shared().endpoint())) {
      storage.beUnavailable();
      installation.blobs =
          Optional.of(S3Server.shared().newBucket().withEndpoint(storage.endpoint()));
      var report = installation.examine(Examination.USUAL);
      assertThat(report.healthy()).isFalse();
      assertThat(report.findings())
          .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
          .extracting(Finding::id)
          .contains("secret", "tls", "plc", "identity", "relay", "smtp", "blob-store");
      assertThat(report.findings())
          .filteredOn(finding -> finding.verdict() == Verdict.WARN)
          .extracting(Finding::subject)
          .contains("TEMPEST_BLOB_MAX_BYTE");
      assertThat(report.findings())
          .filteredOn(finding -> List.of(Verdict.WARN, Verdict.FAIL).contains(finding.verdict()))
          .allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
      assertThat(report.toString()).doesNotContain("wrong", "another secret", "p4ss");
    }
  }

  @Test
  void secretOfAnotherVolume() {
    installation.settings.put("tempest.secret-key-base", "another secret, that is long enough too");
    assertFails(only("secret"), "not the one", "original secret");
  }

  @Test
  void volumeThatIsNotThereOrTakesNothing() {
    var missing = new VolumeCheck(folder.resolve("nowhere"));
    assertFails(look(missing).getFirst(), "is no folder", "TEMPEST_DATA_DIR=");
    // not even root makes files there
    assertFails(look(new VolumeCheck(Path.of("/proc"))).getFirst(), "no file can be made", "chown");
  }

  private static List<Finding> look(VolumeCheck check) {
    try {
      return check.look(Examination.USUAL);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void volumeThatIsFullOrPasses() {
    var check = new VolumeCheck(folder);
    assertFails(check.space(50_000_000, 10_000_000_000L), "50.0 MB", "blob move");
    assertWarns(check.space(500_000_000, 10_000_000_000L), "500.0 MB of 10.0 GB", "volume");
    assertThat(check.space(900_000_000_000L, 10_000_000_000_000L).verdict()).isEqualTo(Verdict.OK);
    assertFails(check.inodes(new Inodes(1_000_000, 10)), "10 of", "inodes");
    assertWarns(check.inodes(new Inodes(1_000_000, 50_000)), "50,000", "inodes");
    assertThat(check.inodes(new Inodes(1_000_000, 500_000)).verdict()).isEqualTo(Verdict.OK);
    assertThat(check.inodes(Inodes.parse("0 0")).verdict()).isEqualTo(Verdict.SKIPPED);
    assertWarns(check.mount("overlay"), "goes with the container", "docker run -v");
    assertWarns(check.mount("tmpfs"), "memory", "mount a volume");
    assertThat(check.mount("ext4").verdict()).isEqualTo(Verdict.OK);
    assertThat(Inodes.parse("rubbish")).isEqualTo(new Inodes(0, 0));
  }

  @Test
  void machineThatIsTooSmall() throws IOException {
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("proc/self"));
    Files.createDirectories(root.resolve("sys/fs/cgroup"));
    Files.writeString(root.resolve("proc/meminfo"), "MemTotal:       16384000 kB\nMemFree: 1 kB");
    Files.writeString(
        root.resolve("proc/self/limits"), "Max open files            1024       4096     files");
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "67108864\n");
    var findings = new MachineCheck(root).look(Examination.USUAL);
    assertFails(findings.getFirst(), "67.1 MB", "512");
    assertWarns(findings.getLast(), "1,024", "nofile");
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "200000000\n");
    assertWarns(
        new MachineCheck(root).look(Examination.USUAL).getFirst(), "200.0 MB", "--memory");
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "max\n");
    assertThat(new MachineCheck(root).look(Examination.USUAL).getFirst().seen()).contains("16.8 GB");
  }

  @Test
  void noServer() throws IOException {
    assertThat(only("server").verdict()).isEqualTo(Verdict.SKIPPED);
    Files.writeString(installation.volume.dataDir.lockFile(), "pid 1 since yesterday");
    assertWarns(only("server"), "nothing runs", "tempest start");
  }

  @Test
  void databasesThatAreDamagedMissingOrOfTheFuture() throws IOException {
    Path repo = installation.volume.dataDir.repoDb(installation.did);
    byte[] content = Files.readAllBytes(repo);
    byte[] damaged = content.clone();
    for (int i = 4096; i < damaged.length; i++) {
      damaged[i] = (byte) ~damaged[i];
    }
    Files.write(repo, damaged);
    assertFails(bad("database"), "", "tempest backup restore");
    Files.delete(repo);
    assertFails(bad("database"), "no repository file", "tempest backup restore");
    Files.write(repo, content);
    assertThat(installation.look("database")).extracting(Finding::verdict).containsOnly(Verdict.OK);
    installation.volume.log("PRAGMA user_version = 99");
    assertFails(bad("database"), "has schema 99, this Tempest knows", "newer");
    Files.delete(installation.volume.dataDir.sequencerDb());
    assertFails(bad("database"), "is missing", "tempest backup restore");
  }

  @Test
  void depthFindsWhatTheDatabaseItselfCannot() {
    var deep = new Examination(Set.of("database"), false, true, Optional.empty());
    assertThat(installation.examine(deep).healthy()).isTrue();
    installation.volume.repo(installation.did, "DELETE FROM node");
    assertThat(installation.look("database")).extracting(Finding::verdict).containsOnly(Verdict.OK);
    var findings = installation.examine(deep).findings();
    assertThat(findings).extracting(Finding::verdict).contains(Verdict.FAIL);
    assertThat(findings.getLast().subject()).isEqualTo(installation.did.value());
  }

  @Test
  void eventsThatWait() {
    String pending =
        """
        INSERT INTO outbox (rev, type, event) VALUES ('%s', '#identity', x'%s')
        """;
    var event =
        new Event.Identity(installation.did, new Handle("alice.test"));
    String rev =
        Tid.of(System.currentTimeMillis() * 1_000 + 1_000_000, 0).value();
    installation.volume.repo(
        installation.did,
        pending.formatted(
            rev, HexFormat.of().formatHex(event.toOutbox().toArray())));
    assertWarns(only("sequencer"), "1 events wait", "tempest start");
    // an old one that the log has had and dropped
    installation.volume.repo(
        installation.did,
        "UPDATE outbox SET rev = '" + Tid.of(1_000_000, 0).value() + "'");
    assertThat(only("sequencer").verdict()).isEqualTo(Verdict.OK);
  }

  @ParameterizedTest
  @CsvSource({"-1, OK", "3, WARN", "-10, WARN", "60, FAIL", "-3600, FAIL"})
  void clockThatIsWrong(long seconds, Verdict expected) {
    installation.clock = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(seconds));
    var finding = only("clock");
    assertThat(finding.verdict()).isEqualTo(expected);
    if (expected != Verdict.OK) {
      assertThat(finding.seen()).contains(seconds < 0 ? "behind" : "ahead");
      assertThat(finding.remedy()).contains("ntp");
    }
  }

  @Test
  void namesThatLeadNowhere() {
    installation.dns = Map.of();
    var findings = installation.look("dns");
    assertFails(findings.getFirst(), "no address", "127.0.0.1 A ");
    assertWarns(findings.getLast(), "no address", "*.test CNAME 127.0.0.1");
    installation.dns = Map.of("127.0.0.1", "192.168.1.1", "doctor.test", "93.184.216.34");
    findings = installation.look("dns");
    assertWarns(findings.getFirst(), "only this network", "A <public address>");
    assertWarns(findings.getLast(), "not to where", "CNAME");
  }

  @Test
  void certificatesThatNobodyAccepts() {
    installation.tls.close();
    assertFails(only("tls"), "no connection", "port");
    installation.tls = TlsEnd.expiring(folder);
    assertWarns(only("tls"), "is good until", "Caddy");
    installation.tls.close();
    installation.tls = TlsEnd.expired(folder);
    assertFails(only("tls"), "expired on", "Caddy");
    var stranger =
        new TlsCheck(
            installation.tls.url(), InstantSource.system(), RecordingTrust::ofThisMachine);
    assertFails(look(stranger), "expired on", "renew");
    var insecure = new TlsCheck(URI.create("http://pds.example.com"), null, null);
    assertFails(look(insecure), "is not https", "TEMPEST_PUBLIC_URL=https://pds.example.com");
  }

  private static Finding look(TlsCheck check) {
    try {
      return check.look(Examination.USUAL).getFirst();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anotherServerOrNone() {
    installation.front.answer(Installation.HEALTH, "<html>welcome to nginx</html>");
    assertFails(only("health"), "not as this server does", "reverse_proxy");
    installation.front.on(
        Installation.HEALTH, (request, _) -> request.response().setStatusCode(502).end());
    assertFails(only("health"), "answers 502", "tempest start");
    installation.front.answer(Installation.HEALTH, "{\"version\":\"0.9\"}");
    assertWarns(only("health"), "version 0.9 serves", "restart");
    installation.front.answer(Installation.DESCRIPTION, "{\"did\":\"did:web:other.example.com\"}");
    assertFails(only("health"), "did:web:other.example.com", "TEMPEST_HOSTNAME");
    installation.front.close();
    assertFails(only("health"), "does not answer", "tempest start");
    assertFails(only("websocket"), "does not open", "tempest start");
    assertThat(only("proxy").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @ParameterizedTest
  @CsvSource({
    "200, Upgrade", "400, Upgrade", "426, Upgrade", "301, redirect", "404, every path",
    "403, login", "503, MAX_SUBSCRIBERS", "502, tempest start"
  })
  void firehoseThatDoesNotOpen(int status, String remedy) {
    installation.front.on(
        Installation.FIREHOSE, (request, _) -> request.response().setStatusCode(status).end());
    assertFails(only("websocket"), "answers " + status + " instead of 101", remedy);
  }

  @Test
  void clientsThatLookAllTheSame() {
    installation.sees("10.0.0.9", "", "10.0.0.9");
    assertFails(only("proxy"), "no X-Forwarded-For", "proxy_add_x_forwarded_for");
    installation.sees("198.51.100.9", "203.0.113.7, 198.51.100.1", "198.51.100.9");
    assertFails(only("proxy"), "is not trusted", "TEMPEST_TRUSTED_PROXIES=");
    installation.sees("10.0.0.9", "203.0.113.7", "203.0.113.7");
    assertFails(only("proxy"), "anybody can be anybody", "TEMPEST_TRUSTED_PROXIES=none");
    installation.sees("10.0.0.9", "203.0.113.7, 10.0.0.1", "203.0.113.7");
    assertThat(only("proxy").verdict()).isEqualTo(Verdict.OK);
    installation.front.answer(ForwardedCheck.PATH, "{\"error\":\"NotFound\"}");
    assertThat(only("proxy").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void directoryThatFails() {
    installation.settings.put("tempest.plc-url", installation.appView.origin());
    installation.appView.on("/", (request, _) -> request.response().setStatusCode(503).end());
    assertFails(only("plc"), "answers 503", "TEMPEST_PLC_URL");
    assertFails(only("identity"), "1 of 1 accounts cannot be looked up", "--only plc");
    installation.settings.put("tempest.plc-url", "http://127.0.0.1:1");
    assertFails(only("plc"), "does not answer", "TEMPEST_PLC_URL=https://plc.directory");
    installation.settings.put("tempest.plc-url", "embedded");
    assertThat(only("plc").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  private void republish(UnaryOperator<PlcData> change) {
    var keys =
        OutsideWorld.rotationKeys(
            installation.config(IdentityConfig.class),
            Secrets.of(TestVolume.SECRET));
    var last = installation.plc.directory().lastOperation(installation.did).orElseThrow();
    installation
        .plc
        .directory()
        .submit(
            installation.did,
            PlcOperation.update(
                change.apply(last.data().orElseThrow()), last.cid(), keys.signer()));
  }

  @Test
  void accountsThatAreElsewhere() {
    installation.world.handles.clear();
    assertFails(only("identity"), "leads to nobody", "_atproto.alice.test TXT");
    installation.world.handles.put("alice.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    assertFails(only("identity"), "leads to did:plc:aaaa", "TXT");
    republish(data -> data.withHandle(new Handle("bob.test")));
    assertFails(only("identity"), "names bob.test", "sets it again");
    republish(data -> data.withHandle(new Handle("alice.test")));
    installation.world.handles.put("alice.test", installation.did.value());
    republish(data -> data.withPds(URI.create("https://pds.elsewhere.example.com")));
    republish(data -> data.withSigningKey(TestVolume.newKey().publicKey()));
    var findings = installation.look("identity");
    assertThat(findings).hasSize(2);
    assertFails(findings.getFirst(), "names https://pds.elsewhere.example.com", "account show");
    assertFails(findings.getLast(), "another signing key", "account show");
    republish(
        data ->
            new PlcData(
                List.of(TestVolume.newKey().publicKey().toDidKey()),
                data.verificationMethods(),
                data.alsoKnownAs(),
                data.services()));
    assertThat(installation.look("identity").getLast().remedy())
        .contains("TEMPEST_PLC_ROTATION_KEY");
    var nobody = new Did("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb");
    installation.volume.account(nobody, "nobody.test", TestVolume.newKey());
    assertThat(installation.look("identity"))
        .anySatisfy(finding -> assertFails(finding, "no DID document", "TEMPEST_PLC_URL"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":\"active\",\"seq\":5000}    | FAIL | went backwards",
        "{\"status\":\"banned\",\"seq\":1}       | FAIL | why",
        "{\"status\":\"offline\",\"seq\":1}      | FAIL | requestCrawl",
        "{\"status\":\"idle\",\"seq\":1}         | WARN | requestCrawl",
        "{\"status\":\"throttled\",\"seq\":1}    | WARN | limit"
      })
  void relaysThatDoNotFollow(String answer, Verdict verdict, String remedy) {
    installation.relay.answer(Installation.HOST_STATUS, answer);
    var finding = only("relay");
    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.remedy()).contains(remedy);
  }

  @Test
  void relaysThatDoNotKnowOrAnswer() {
    installation.volume.log("UPDATE sqlite_sequence SET seq = 9000");
    assertWarns(only("relay"), "has seen seq 1 of our 9000", "requestCrawl");
    installation.relay.on(
        Installation.HOST_STATUS,
        (request, _) -> {
          request.response().setStatusCode(400);
          FakeService.json(request, "{\"error\":\"HostNotFound\"}");
        });
    assertFails(only("relay"), "does not know 127.0.0.1", "{\"hostname\":\"127.0.0.1\"}");
    installation.relay.on(
        Installation.HOST_STATUS, (request, _) -> request.response().setStatusCode(501).end());
    assertThat(only("relay").verdict()).isEqualTo(Verdict.SKIPPED);
    installation.relay.close();
    assertFails(only("relay"), "does not answer", "TEMPEST_CRAWLERS");
    installation.settings.put("tempest.crawlers", "");
    assertThat(only("relay").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void servicesThatAreDown() {
    installation.appView.on(
        Installation.HEALTH, (request, _) -> request.response().setStatusCode(500).end());
    assertFails(only("service"), "answers 500", "api.bsky.app");
    installation.appView.close();
    assertFails(only("service"), "does not answer", "api.bsky.app");
    installation.settings.remove("tempest.appview-url");
    assertThat(only("service").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @ParameterizedTest
  @CsvSource({
    "password, wrong, 535, provider",
    "port, 1, does not answer, TEMPEST_SMTP_PORT",
    "tls, always, no STARTTLS, TEMPEST_SMTP_SSL=true",
    "ssl, true, no TLS, TEMPEST_SMTP_TLS=always"
  })
  void mailServersThatTakeNothing(String setting, String value, String seen, String remedy) {
    installation.settings.put("tempest.smtp." + setting, value);
    assertFails(only("smtp"), seen, remedy);
  }

  @Test
  void lettersThatAreNotTaken() {
    var refusing =
        new SmtpCheck(
            installation.config(MailConfig.class),
            installation.config(ServerConfig.class),
            _ -> {
              throw new Refusal.UpstreamFailed("no");
            });
    var examination = new Examination(Set.of(), false, false, Optional.of("bob@example.com"));
    assertFails(refusing.look(examination).getLast(), "not taken", "event=mail_failed");
    installation.settings.put("tempest.smtp.enabled", "false");
    assertThat(only("smtp").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refuse", "unavailable", "flip"})
  void bucketsThatFail(String how) throws IOException {
    assertThat(only("blob-store").verdict()).isEqualTo(Verdict.SKIPPED);
    try (var storage = new FaultyProxy(S3Server.shared().endpoint())) {
      installation.blobs =
          Optional.of(S3Server.shared().newBucket().withEndpoint(storage.endpoint()));
      switch (how) {
        case "refuse" -> storage.refuse();
        case "unavailable" -> storage.beUnavailable();
        default -> storage.flipRequestsAt(1_200);
      }
      assertFails(only("blob-store"), "", "TEMPEST_BLOB_S3_ENDPOINT");
    }
  }
}
