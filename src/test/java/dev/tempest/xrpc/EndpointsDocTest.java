package dev.tempest.xrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.auth.Access;
import dev.tempest.limit.Limit;
import dev.tempest.limit.LimitTable;
import dev.tempest.testing.Lexicons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/endpoints.md} is what the catalogue, the lexicons and the limits say. */
class EndpointsDocTest {
  private static final Path FILE = Path.of("docs/endpoints.md");
  private static final String HEAD =
      """
      # Methods
      Generated from `xrpc/Catalogue`, `limit/LimitTable` and the lexicons; change those, then run `./mvnw test -Dtest=EndpointsDocTest -Dendpoints.write`.

      Errors are those that a method's lexicon declares. Any method may also answer `InvalidRequest`, `PayloadTooLarge` and `RateLimitExceeded`, and those that ask for credentials `AuthenticationRequired`, `InvalidToken`, `ExpiredToken`, `AccountNotFound`, `AccountTakedown` or `AccountDeactivated`.

      Limits hold for an address unless they say otherwise, beside the one for everything: %s. Points of writes: create 3, update or put 2, delete 1.
      """;
  private static final String TAIL =
      """

      ## Outside of /xrpc/
      Not in the catalogue; on the public port, but for the last two. Limits: the one for everything.

      | route | who | what |
      | --- | --- | --- |
      | `GET /` | anybody | the front page |
      | `GET /robots.txt` | anybody | everybody is welcome |
      | `GET /.well-known/did.json` | anybody | the service's DID document, or that of the one `did:web` account |
      | `GET /.well-known/atproto-did` | anybody, at a handle's own host | the DID of the active account with that handle; else 404 |
      | `GET /tls-check?domain=` | a proxy | 200 for the hostname and for handles of active accounts, 404 for a handle that nobody has, 400 for other names |
      | `/_plc/<did>`, below it `log`, `log/last`, `log/audit` | anybody, with `TEMPEST_PLC_URL=embedded`; else 404 | GET as of a did:plc directory, and POST of an operation |
      | `GET /_doctor` | `tempest doctor` of the same volume; else 404 | where its request seemed to come from |
      | `GET /metrics` | whoever reaches `TEMPEST_MANAGEMENT_PORT` | [metrics](operations.md#metrics) |
      | `GET /health`, `/health/live`, `/health/ready` | whoever reaches `TEMPEST_MANAGEMENT_PORT` | [health checks](operations.md#health-checks) |
      """;
  private static final String TABLE =
      """
      | method | kind | who | input | output | errors | limits |
      | --- | --- | --- | --- | --- | --- | --- |
      """;

  @Test
  void isUpToDate() throws IOException {
    String expected = document();
    if (System.getProperty("endpoints.write") != null) {
      Files.writeString(FILE, expected);
    }
    assertThat(Files.readString(FILE))
        .as("to write it anew: ./mvnw test -Dtest=EndpointsDocTest -Dendpoints.write")
        .isEqualTo(expected);
  }

  private static String document() {
    var groups =
        Catalogue.methods().stream()
            .sorted(Comparator.comparing(Catalogue.Method::nsid))
            .collect(Collectors.groupingBy(EndpointsDocTest::namespace));
    return groups.entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(group -> "\n## " + group.getKey() + "\n" + TABLE + rows(group.getValue()))
        .collect(Collectors.joining("", HEAD.formatted(shown(LimitTable.EVERYTHING)), TAIL));
  }

  private static String namespace(Catalogue.Method method) {
    int end = method.nsid().lastIndexOf('.');
    return end < 0 ? "of our own" : method.nsid().substring(0, end);
  }

  private static String rows(List<Catalogue.Method> methods) {
    return methods.stream().map(EndpointsDocTest::row).collect(Collectors.joining());
  }

  private static String row(Catalogue.Method method) {
    return Stream.of(
            "`" + method.nsid().substring(method.nsid().lastIndexOf('.') + 1) + "`",
            method.kind().toString().toLowerCase(java.util.Locale.ROOT),
            who(method.access()),
            input(method),
            output(method),
            errors(method),
            limits(method))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String who(Access access) {
    return switch (access) {
      case OPEN -> "anybody";
      case OPTIONAL -> "anybody; owner and operator see more";
      case SESSION -> "session";
      case ACTIVE_SESSION -> "session, active account";
      case FULL_SESSION -> "session by password";
      case LEAVING_SESSION -> "session, also when taken down";
      case FULL_LEAVING_SESSION -> "session by password, also when taken down";
      case SESSION_OR_SERVICE -> "session or service token";
      case OPTIONAL_SERVICE -> "anybody, or service token";
      case REFRESH -> "refresh token";
      case EXPIRED_REFRESH -> "refresh token, also expired";
      case ADMIN -> "operator";
    };
  }

  private static String input(Catalogue.Method method) {
    return switch (method.input()) {
      case NONE -> "";
      case JSON -> "JSON up to " + size(method.bodyLimit());
      case STREAM ->
          Lexicons.method(method.nsid()).map(schema -> schema.encoding("input")).orElse("bytes");
    };
  }

  private static String size(long bytes) {
    return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes / 1_000_000 + " MB";
  }

  private static String output(Catalogue.Method method) {
    return switch (method.output()) {
      case NONE -> "";
      case JSON -> "JSON";
      case CAR -> "CAR";
      case BYTES -> "bytes";
      case FRAMES -> "frames";
    };
  }

  private static String errors(Catalogue.Method method) {
    return Lexicons.method(method.nsid()).map(Lexicons.Method::errors).orElse(List.of()).stream()
        .map(error -> "`" + error + "`")
        .collect(Collectors.joining(", "));
  }

  private static String limits(Catalogue.Method method) {
    Limit first = LimitTable.first(method.nsid());
    return Stream.concat(
            Stream.of(first)
                .filter(limit -> !limit.equals(LimitTable.EVERYTHING))
                .map(EndpointsDocTest::shown),
            LimitTable.of(method.nsid()).stream().map(EndpointsDocTest::shown))
        .collect(Collectors.joining("; "));
  }

  private static String shown(LimitTable.Rule rule) {
    String limits =
        rule.limits().stream().map(EndpointsDocTest::shown).collect(Collectors.joining(", "));
    String counted = rule.limits().equals(LimitTable.REPO_WRITES) ? " points" : "";
    return switch (rule.key()) {
      case ADDRESS -> limits + counted;
      case ACCOUNT -> limits + counted + " an account";
      case IDENTIFIER_AND_ADDRESS -> limits + counted + " an identifier and address";
    };
  }

  private static String shown(Limit limit) {
    Duration window = limit.window();
    String time =
        window.toDays() > 0
            ? window.toDays() + " d"
            : window.toHours() > 0 ? window.toHours() + " h" : window.toMinutes() + " min";
    return limit.points() + "/" + time;
  }
}
