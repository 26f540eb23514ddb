package dev.tempest.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.LoopbackServer;
import dev.tempest.identity.OutboundHttp;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From an NSID to its proven schema, with an authority whose server is on loopback. */
class PublishedLexiconsTest {
  private static final Nsid THING = Authority.THING;
  private static final RecordPath PATH = PublishedLexicon.path(THING);

  private final Authority authority =
      new Authority(new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz"), Authority.key(1));
  private final Authority stranger = new Authority(authority.did(), Authority.key(2));
  private final List<String> namesAsked = new ArrayList<>();
  private List<String> records = List.of("did=" + authority.did());
  private byte[] body = authority.car(THING);
  private int status = 200;
  private final LoopbackServer server =
      new LoopbackServer(
          request ->
              request
                  .response()
                  .setStatusCode(status)
                  .putHeader("Location", "/elsewhere")
                  .end(Buffer.buffer(body)));
  private DidDocument remembered = authority.document(server.origin().toString());
  private Optional<DidDocument> current = Optional.of(remembered);
  private HostedSchemas hosted = new Authority.NoHosted();

  @AfterEach
  void close() {
    server.close();
  }

  private PublishedLexicons published(boolean external, OutboundHttp http) {
    var fetch = new LexiconFetch(_ -> Optional.of(remembered), _ -> current, http::get);
    return new PublishedLexicons(
        external,
        (name, _) -> {
          namesAsked.add(name);
          return records;
        },
        hosted,
        fetch,
        () -> 1);
  }

  private Optional<PublishedLexicon> find() {
    return published(true, server.outboundToLoopback()).find(THING);
  }

  @Test
  void findsWhatIsProven() {
    var found = find().orElseThrow();
    assertThat(namesAsked).containsExactly("_lexicon.schemas.example.com");
    assertThat(server.requests)
        .containsExactly(
            "GET /xrpc/com.atproto.sync.getRecord?did=did%3Aplc%3Aewvi7nxzyoun6zhxrhs64oiz"
                + "&collection=com.atproto.lexicon.schema&rkey=com.example.schemas.thing");
    Node.Obj schema = Authority.schema(THING);
    assertThat(DagCbor.encode(found.record())).isEqualTo(DagCbor.encode(schema));
    assertThat(found.cid()).isEqualTo(Cid.of(Cid.Codec.DAG_CBOR, DagCbor.encode(schema)));
    assertThat(found.uri().value())
        .isEqualTo("at://" + authority.did() + "/com.atproto.lexicon.schema/" + THING);
    assertThat(found.lexicon().main()).isPresent();
  }

  @Test
  void remembersIt() {
    var published = published(true, server.outboundToLoopback());
    assertThat(published.find(THING)).isEqualTo(published.find(THING)).isPresent();
    assertThat(server.requests).hasSize(1);
    assertThat(namesAsked).hasSize(1);
  }

  @Test
  void remembersThatThereIsNone() {
    status = 400;
    var published = published(true, server.outboundToLoopback());
    assertThat(published.find(THING)).isEmpty();
    assertThat(published.find(THING)).isEmpty();
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void takesAKeyThatChangedSinceTheDocumentWasRead() {
    remembered = stranger.document(server.origin().toString());
    assertThat(find()).isPresent();
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void refusesAnotherKey() {
    body = stranger.car(THING);
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesAnotherRepository() {
    body = new Authority(new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), authority.key()).car(THING);
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesAnotherRecord() {
    body = authority.car(new Nsid("com.example.schemas.other"));
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesAProofWithoutItsRecord() {
    body = authority.carWithoutRecord(THING);
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesADocumentOfAnotherName() {
    body = authority.car(PATH, Authority.schema(new Nsid("com.example.schemas.other")));
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesARecordOfAnotherType() {
    var record = Authority.with(Authority.schema(THING), "$type", new Node.Text("com.example.x"));
    body = authority.car(PATH, record);
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesARecordThatIsNoLexicon() {
    var record =
        Authority.with(Authority.schema(THING), "defs", new Node.Obj(Map.of("main", Node.NULL)));
    body = authority.car(PATH, record);
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesTooLargeARecord() {
    var text = new Node.Text("x".repeat(256_000));
    body = authority.car(PATH, Authority.with(Authority.schema(THING), "description", text));
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesTooLargeAnAnswer() {
    body = new byte[600_000];
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesRubbish() {
    body = new byte[] {1, 2, 3};
    assertThat(find()).isEmpty();
  }

  @Test
  void refusesAChangedByte() {
    for (int i = 0; i < body.length; i += 7) {
      byte[] changed = body.clone();
      changed[i] ^= 1;
      byte[] sound = body;
      body = changed;
      assertThat(find()).as("byte %d", i).isEmpty();
      body = sound;
    }
  }

  @Test
  void followsNoRedirect() {
    status = 302;
    assertThat(find()).isEmpty();
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void asksDnsOfTheAuthorityOnlyAndBelievesNoContradiction() {
    records = List.of("did=" + authority.did(), "did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    assertThat(find()).isEmpty();
    records = List.of("did=nonsense");
    assertThat(find()).isEmpty();
    records = List.of("v=spf1 -all");
    assertThat(find()).isEmpty();
    assertThat(namesAsked).containsOnly("_lexicon.schemas.example.com");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void needsADocument() {
    current = Optional.empty();
    var fetch =
        new LexiconFetch(
            _ -> {
              throw new Refusal.UpstreamFailed("down");
            },
            _ -> current,
            server.outboundToLoopback()::get);
    assertThat(new PublishedLexicons(true, (_, _) -> records, hosted, fetch, () -> 1).find(THING))
        .isEmpty();
  }

  @Test
  void reachesNoPrivateAddress() {
    assertThat(published(true, server.outboundToPublic()).find(THING)).isEmpty();
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.0.0.1",
        "https://169.254.169.254",
        "http://[::ffff:127.0.0.1]",
        "https://internal.example.com",
        "http://pds.example.com",
        "https://user@pds.example.com",
        "ftp://pds.example.com"
      })
  void reachesNoAddressThatIsNotPublic(String pds) {
    remembered = authority.document(pds);
    assertThat(published(true, server.outboundToPublic()).find(THING)).isEmpty();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void asksNobodyUnlessTheOperatorLetsIt() {
    assertThat(published(false, server.outboundToLoopback()).find(THING)).isEmpty();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void readsRepositoriesOfThisServerDirectly() {
    var schema = Authority.schema(THING);
    var cid = Cid.of(Cid.Codec.DAG_CBOR, DagCbor.encode(schema));
    hosted =
        new HostedSchemas() {
          @Override
          public boolean hosts(Did did) {
            return did.equals(authority.did());
          }

          @Override
          public Optional<Stored> find(Did did, RecordPath path) {
            return path.equals(PATH) ? Optional.of(new Stored(cid, schema)) : Optional.empty();
          }
        };
    var published = published(false, server.outboundToLoopback());
    assertThat(published.find(THING)).map(PublishedLexicon::cid).contains(cid);
    assertThat(published.find(new Nsid("com.example.schemas.other"))).isEmpty();
    assertThat(server.requests).isEmpty();
  }
}
