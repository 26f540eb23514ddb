package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.backup.BackupConfig;
import dev.tempest.config.ServerConfig;
import dev.tempest.crawl.CrawlConfig;
import dev.tempest.identity.IdentityConfig;
import dev.tempest.identity.OutsideWorld;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcOperation;
import dev.tempest.mail.MailConfig;
import dev.tempest.mail.SmtpSink;
import dev.tempest.proxy.ProxyConfig;
import dev.tempest.s3.S3Settings;
import dev.tempest.secret.Secrets;
import dev.tempest.testing.FakeService;
import dev.tempest.testing.PlcServer;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A server with one account as the doctor sees it, and all that it talks to on loopback. In health;
 * tests spoil what they are about.
 */
final class Installation implements AutoCloseable {
  static final String HEALTH = "_health";
  static final String DESCRIPTION = "com.atproto.server.describeServer";
  static final String FIREHOSE = "com.atproto.sync.subscribeRepos";
  static final String HOST_STATUS = "com.atproto.sync.getHostStatus";
  static final String VERSION = "1.2.3";

  /** Properties of the configuration, which a test may change before {@link #doctor}. */
  final Map<String, String> settings = new HashMap<>();

  final Map<String, String> environment = new HashMap<>();
  final OutsideWorld world = new OutsideWorld();
  final FakeService front = new FakeService(0);
  final FakeService relay = new FakeService(0);
  final FakeService appView = new FakeService(0);
  final SmtpSink mail = SmtpSink.start();
  final PlcServer plc;
  final Did did;

  /** When the last good backup was begun. */
  final Instant backup;

  private final Path folder;
  private final TestVolume template;

  /** Under the data directory of {@link #settings}. */
  TestVolume volume;

  /** What the machine's clock says. */
  InstantSource clock = InstantSource.system();

  /** Where the TLS of the public URL ends. */
  TlsEnd tls;

  Optional<S3Settings> blobs = Optional.empty();
  Map<String, String> dns = Map.of();

  Installation(Path folder) {
    this.folder = folder;
    try {
      plc = new PlcServer(folder.resolve("plc.jsonl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tls = TlsEnd.good(folder);
    configure();
    template = TestVolume.create(folder.resolve("template"));
    did = account("alice.test");
    backup = template.run("backup", Duration.ofHours(12), true);
    template.run("drill", Duration.ofDays(5), true);
    volume = template;
    heal();
  }

  /** Makes everything well again, but for what was closed and what was published. */
  void heal() {
    configure();
    environment.clear();
    clock = InstantSource.system();
    blobs = Optional.empty();
    dns = Map.of("127.0.0.1", "93.184.216.34", "doctor.test", "93.184.216.34");
    tls.close();
    tls = TlsEnd.good(folder);
    world.handles.put("alice.test", did.value());
    try {
      Path data = Files.createTempDirectory(folder, "data");
      settings.put("tempest.data-dir", data.toString());
      volume = template.copyTo(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answerWell();
  }

  private void configure() {
    settings.clear();
    settings.putAll(
        Map.of(
            "tempest.hostname", "127.0.0.1",
            "tempest.public-url", front.origin().replace("localhost", "127.0.0.1"),
            "tempest.secret-key-base", TestVolume.SECRET,
            "tempest.version", VERSION,
            "tempest.plc-url", plc.url(),
            "tempest.crawlers", relay.origin(),
            "tempest.appview-url", appView.origin()));
    settings.putAll(
        Map.of(
            "tempest.smtp.enabled", "true",
            "tempest.smtp.host", "127.0.0.1",
            "tempest.smtp.port", Integer.toString(mail.port()),
            "tempest.smtp.username", "postmaster",
            "tempest.smtp.password", "p4ss word"));
  }

  private Did account(String handle) {
    var keys = OutsideWorld.rotationKeys(config(IdentityConfig.class), secrets());
    // the DID depends on the key, and the account on the DID
    var key = TestVolume.newKey();
    var data =
        PlcData.ofAccount(
            new Handle(handle),
            key.publicKey(),
            URI.create(config(ServerConfig.class).publicUrl()),
            List.<PublicKey>of(keys.serverKey()));
    var genesis = PlcOperation.genesis(data, keys.signer());
    plc.directory().submit(genesis.did(), genesis);
    world.handles.put(handle, genesis.did().value());
    template.account(genesis.did(), handle, key);
    return genesis.did();
  }

  private void answerWell() {
    front
        .answer(HEALTH, "{\"status\":\"ok\",\"version\":\"" + VERSION + "\"}")
        .answer(DESCRIPTION, "{\"did\":\"did:web:127.0.0.1\",\"availableUserDomains\":[]}")
        .on(FIREHOSE, (request, _) -> request.toWebSocket());
    sees("10.0.0.9", "203.0.113.7, 198.51.100.1", "198.51.100.1");
    relay.answer(HOST_STATUS, "{\"hostname\":\"127.0.0.1\",\"seq\":1,\"status\":\"active\"}");
    appView.answer(HEALTH, "{\"version\":\"1\"}");
  }

  /** What the server says that it saw of a request. */
  void sees(String peer, String forwarded, String client) {
    front.answer(
        ForwardedCheck.PATH,
        "{\"peer\":\"%s\",\"forwarded\":[%s],\"client\":\"%s\"}"
            .formatted(peer, forwarded.isEmpty() ? "" : "\"" + forwarded + "\"", client));
  }

  <T> T config(Class<T> mapping) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(mapping)
        .withDefaultValues(settings)
        .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
        .build()
        .getConfigMapping(mapping);
  }

  private Secrets secrets() {
    return Secrets.of(settings.get("tempest.secret-key-base"));
  }

  Doctor doctor() {
    var server = config(ServerConfig.class);
    var identity = config(IdentityConfig.class);
    var crawl = config(CrawlConfig.class);
    var databases = new Databases(server);
    var network = new Network(world.http());
    var secrets = secrets();
    return new Doctor(
        List.of(
            new ConfigurationCheck(List::of, environment),
            new MachineCheck(),
            new VolumeCheck(server),
            new LockCheck(databases),
            new SecretCheck(databases, secrets),
            new DatabaseCheck(databases, secrets),
            new SequencerCheck(databases),
            new BackupCheck(config(BackupConfig.class), databases, clock),
            new ClockCheck(identity, crawl, network, clock),
            new DnsCheck(server.hostname(), List.of(".test"), this::lookup),
            new TlsCheck(tls.url().toString(), InstantSource.system(), tls::trust),
            new HealthCheck(server, network),
            new WebSocketCheck(server),
            new ForwardedCheck(server, network, new DoctorPass(secrets, clock)),
            new PlcCheck(identity, network),
            new IdentityCheck(
                databases,
                secrets,
                () -> world.identities(identity.plcUrl()),
                () -> OutsideWorld.rotationKeys(identity, secrets),
                server,
                identity),
            new RelayCheck(crawl, server, databases, network),
            new ServiceCheck(config(ProxyConfig.class), network),
            new SmtpCheck(config(MailConfig.class), server, _ -> {}),
            new BucketCheck(
                "blob-store", "TEMPEST_BLOB_", "temp/", blobs::isPresent, blobs::orElseThrow)),
        server);
  }

  private InetAddress[] lookup(String name) throws UnknownHostException {
    String address = dns.get(name);
    if (address == null) {
      throw new UnknownHostException(name);
    }
    return InetAddress.getAllByName(address);
  }

  /** Lets the settings name a port that nobody listens at. */
  void unplug(String setting) {
    settings.put(setting, "http://127.0.0.1:1");
  }

  /** What one check finds. */
  List<Finding> look(String id) {
    return examine(new Examination(Set.of(id), false, false, Optional.empty())).findings();
  }

  /** The one thing that a check finds. */
  Finding only(String id) {
    var findings = look(id);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  Report examine(Examination examination) {
    return doctor().examine(examination, _ -> {});
  }

  @Override
  public void close() {
    front.close();
    relay.close();
    appView.close();
    plc.close();
    tls.close();
    world.close();
  }
}
