package dev.tempest.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tempest.auth.Access;
import dev.tempest.testing.Lexicons;
import dev.tempest.testing.Mutation;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestAdmin;
import dev.tempest.xrpc.Catalogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One request for each number: the same for the same number, but for the accounts in it. */
final class Requests {
  private static final List<Catalogue.Method> METHODS =
      Catalogue.methods().stream().sorted(Comparator.comparing(Catalogue.Method::nsid)).toList();
  private static final List<String> VERBS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "get");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/xrpc",
          "/xrpc/",
          "/xrpc//",
          "/XRPC/_health",
          "/xrpc/_health/",
          "/xrpc/_HEALTH",
          "/xrpc/%00",
          "/xrpc/%zz",
          "/xrpc/..",
          "/xrpc/../xrpc/_health",
          "/xrpc/%2e%2e/%2e%2e/etc/passwd",
          "/xrpc/com.atproto.server.getSession/",
          "/xrpc/com.atproto.server.getSession/x",
          "/xrpc/com.atproto.server.getSession;a=b",
          "/xrpc/com.atproto.server.getsession",
          "/xrpc/com.example.unknown",
          "/xrpc/app.bsky.feed.getTimeline",
          "/xrpc/" + "x".repeat(3000),
          "/xrpc/" + "y".repeat(20_000),
          "/xrpc/caf\u00e9",
          "/.well-known/atproto-did",
          "/.well-known/did.json",
          "/.well-known/x",
          "/robots.txt",
          "/favicon.ico",
          "//",
          "*",
          "http://localhost/xrpc/_health",
          "xrpc");
  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/json; charset=utf-16",
          "application/json;charset=nonsense",
          "application/jsonp",
          "*/*",
          "nonsense",
          "/",
          ";",
          "multipart/form-data",
          "application/x-www-form-urlencoded",
          "application/vnd.ipld.car",
          "image/png");
  private static final List<String> HEADERS =
      List.of(
          "X-Forwarded-For: 1.2.3.4, nonsense, ::1",
          "X-Forwarded-Proto: gopher",
          "X-Forwarded-Host: evil.example",
          "Forwarded: for=\"[::1",
          "Accept: nonsense",
          "Accept: text/html;q=x",
          "Accept-Encoding: gzip;q=nonsense",
          "Accept-Language: " + "en,".repeat(500),
          "Range: bytes=5-1",
          "If-None-Match: \"",
          "Cookie: a=b; ;;=",
          "Origin: null",
          "Expect: 100-continue",
          "Expect: nonsense",
          "Upgrade: websocket",
          "Upgrade: h2c",
          "X-Long: " + "h".repeat(30_000),
          "atproto-accept-labelers: " + "did:plc:x,".repeat(300),
          "X-Latin: caf\u00e9",
          "X-HTTP-Method-Override: DELETE");

  private static final List<String> NO_HEADERS =
      List.of("X-Folded: a\r\n b", "No colon", ": no name", "X Y: z", "X-Nul: \u0000");

  private final Cast cast;

  Requests(Cast cast) {
    this.cast = cast;
  }

  RawRequest of(long seed) {
    return new One(new SplittableRandom(seed)).request();
  }

  private final class One {
    private final SplittableRandom random;
    private final Values values;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean malformed;

    One(SplittableRandom random) {
      this.random = random;
      this.values = new Values(random, cast);
    }

    RawRequest request() {
      boolean elsewhere = values.happens(0.04);
      Catalogue.Method method = values.one(METHODS);
      String verb =
          values.happens(0.04) ? values.one(VERBS) : elsewhere ? "GET" : method.kind().verb();
      String target =
          elsewhere ? values.one(PATHS) : "/xrpc/" + method.nsid() + query(method.nsid());
      line(verb + " " + target + " HTTP/1.1");
      malformed = !isUri(target);
      line(
          "Host: " + (values.happens(0.02) ? values.one(List.of("", "a b", "[::1")) : "localhost"));
      authorization(method);
      if (values.happens(0.08)) {
        line(values.one(HEADERS));
      } else if (values.happens(0.01)) {
        malformed = true;
        line(values.one(NO_HEADERS));
      }
      boolean ends = body(method);
      return new RawRequest(
          elsewhere ? "elsewhere" : method.nsid(), out.toByteArray(), ends, malformed || ends);
    }

    /** What is none is refused by the framework, before anything of ours is asked. */
    private static boolean isUri(String target) {
      try {
        new URI(target);
        return !target.equals("*");
      } catch (URISyntaxException malformed) {
        return false;
      }
    }

    private void line(String text) {
      out.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private String query(String nsid) {
      JsonNode parameters =
          Lexicons.method(nsid)
              .map(schema -> schema.main().path("parameters"))
              .orElse(JsonNodeFactory.instance.missingNode());
      var query = new StringBuilder();
      for (var parameter : parameters.path("properties").properties()) {
        if (values.happens(0.85)) {
          append(query, nsid, parameter.getKey(), parameter.getValue());
        }
      }
      if (values.happens(0.04)) {
        query.append(
            values.one(
                List.of(
                    "?",
                    "&",
                    "&x=%zz",
                    "&=",
                    "&limit=%00",
                    "&uris[]=a",
                    "&a[=",
                    "&a[]=|^{&b[=",
                    "#f")));
      }
      return query.isEmpty() ? "" : "?" + query.substring(1);
    }

    private void append(StringBuilder query, String nsid, String name, JsonNode schema) {
      boolean many = schema.path("type").asText().equals("array");
      int count = many ? random.nextInt(4) : values.happens(0.03) ? 2 : 1;
      for (int i = 0; i < count; i++) {
        String text = values.text(nsid, name, many ? schema.path("items") : schema);
        String shown = text.length() > 3000 && values.happens(0.8) ? text.substring(0, 300) : text;
        query.append('&').append(name).append('=').append(encoded(shown));
      }
    }

    private String encoded(String text) {
      String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
      return values.happens(0.02) ? encoded.replace('%', '~') + "%c3%28%" : encoded;
    }

    private void authorization(Catalogue.Method method) {
      TestAccount account = values.self();
      String shown = credentials(method, account);
      if (shown != null) {
        line("Authorization: " + shown);
      }
    }

    private @Nullable String credentials(Catalogue.Method method, TestAccount account) {
      return switch (method.access()) {
        case ADMIN -> values.happens(0.8) ? "Bearer " + TestAdmin.TOKEN : anyCredentials(account);
        case REFRESH, EXPIRED_REFRESH -> // the one ends what the other needs
            values.happens(method.access() == Access.REFRESH ? 0.8 : 0.1)
                ? "Bearer " + account.refreshJwt()
                : anyCredentials(account);
        case OPEN, OPTIONAL, OPTIONAL_SERVICE ->
            values.happens(0.5) ? null : anyCredentials(account);
        default -> values.happens(0.8) ? "Bearer " + account.accessJwt() : anyCredentials(account);
      };
    }

    private @Nullable String anyCredentials(TestAccount account) {
      return switch (random.nextInt(14)) {
        case 0 -> null;
        case 1, 2, 3 -> "Bearer " + account.accessJwt();
        case 4 -> "Bearer " + account.refreshJwt();
        case 5 -> "Bearer " + TestAdmin.TOKEN;
        case 6 -> "Basic " + base64("admin:" + TestAdmin.TOKEN);
        case 7, 8, 9 -> "Bearer " + damaged(account.accessJwt());
        case 10 -> "Bearer " + unsigned(account.did());
        case 11 -> "DPoP " + account.accessJwt();
        case 12 -> "bearer  " + account.accessJwt() + " ";
        default ->
            values.one(
                List.of(
                    "Bearer",
                    "Bearer ",
                    "Bearer ..",
                    "Bearer a.b.c",
                    "Basic !!!",
                    "Basic " + base64("admin"),
                    "Basic " + base64("admin:" + Cast.CANARY),
                    "Bearer " + Cast.CANARY + "x".repeat(4000),
                    "Negotiate " + Cast.CANARY));
      };
    }

    private String damaged(String token) {
      byte[] changed = Mutation.of(token.getBytes(StandardCharsets.ISO_8859_1), random);
      for (int i = 0; i < changed.length; i++) {
        if (changed[i] < ' ' || changed[i] == 0x7f) {
          changed[i] = '.';
        }
      }
      return new String(changed, StandardCharsets.ISO_8859_1);
    }

    private String unsigned(String did) {
      String header =
          values.one(
              List.of(
                  "{\"alg\":\"none\",\"typ\":\"at+jwt\"}",
                  "{\"alg\":\"ES256K\",\"typ\":\"JWT\"}",
                  "{\"alg\":5}",
                  "[]",
                  "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"crit\":[\"x\"]}"));
      String claims =
          values.one(
              List.of(
                  "{\"sub\":\"%s\",\"scope\":\"com.atproto.access\",\"exp\":9999999999}",
                  "{\"iss\":\"%s\",\"aud\":\"did:web:localhost\",\"exp\":1e99}",
                  "{\"iss\":\"%s\",\"aud\":\"did:web:localhost\",\"lxm\":5,\"exp\":9999999999}",
                  "{\"iss\":\"did:web:127.0.0.1%%3A1\",\"aud\":\"did:web:localhost\","
                      + "\"exp\":9999999999}",
                  "null"));
      return base64Url(header) + "." + base64Url(claims.formatted(did)) + "." + base64Url("x");
    }

    /** Ends the head, and writes what follows; true when nothing can follow on the connection. */
    private boolean body(Catalogue.Method method) {
      byte[] content =
          switch (method.input()) {
            case NONE -> values.happens(0.05) ? bytes() : new byte[0];
            case JSON -> json(method.nsid());
            case STREAM -> bytes();
          };
      if (method.input() == Catalogue.Input.JSON && values.happens(0.95)) {
        line("Content-Type: application/json");
      } else if (values.happens(0.8)) {
        line("Content-Type: " + values.one(TYPES));
      }
      if (values.happens(0.02)) {
        line("Content-Encoding: " + values.one(List.of("gzip", "deflate", "br", "nonsense")));
        byte[] packed = gzip(content);
        content = Arrays.copyOf(packed, random.nextInt(packed.length + 1));
      }
      return switch (random.nextInt(40)) {
        case 0, 1, 2 -> chunked(content);
        case 3 -> lying(content);
        default -> counted(content);
      };
    }

    private byte[] json(String nsid) {
      JsonNode schema =
          Lexicons.method(nsid)
              .map(found -> found.main().path("input").path("schema"))
              .orElse(JsonNodeFactory.instance.objectNode().put("type", "object"));
      byte[] good = values.json(nsid, schema).getBytes(StandardCharsets.UTF_8);
      return switch (random.nextInt(30)) {
        case 0 -> Mutation.of(good, random);
        case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
        case 2 -> new byte[0];
        case 3 -> bytes();
        case 4 -> values.happens(0.1) ? new byte[6_000_000] : good;
        default -> good;
      };
    }

    private byte[] bytes() {
      byte[] content = new byte[random.nextInt(values.happens(0.2) ? 100_000 : 300)];
      random.nextBytes(content);
      return content;
    }

    private boolean counted(byte[] content) {
      line("Content-Length: " + content.length);
      line("");
      out.writeBytes(content);
      return false;
    }

    private boolean chunked(byte[] content) {
      line("Transfer-Encoding: chunked");
      line("");
      int at = 0;
      while (at < content.length) {
        int size = 1 + random.nextInt(content.length - at);
        line(Integer.toHexString(size));
        out.write(content, at, size);
        line("");
        at += size;
      }
      line("0");
      line("");
      return false;
    }

    private boolean lying(byte[] content) {
      switch (random.nextInt(6)) {
        case 0 -> line("Content-Length: " + (content.length + 10));
        case 1 -> line("Content-Length: -5");
        case 2 -> line("Content-Length: nonsense");
        case 3 -> line("Content-Length: 99999999999999999999");
        case 4 -> {
          line("Content-Length: " + content.length);
          line("Content-Length: 1");
        }
        default -> {
          line("Transfer-Encoding: chunked");
          line("");
          line("zz");
        }
      }
      line("");
      out.writeBytes(content);
      return true;
    }
  }

  private static byte[] gzip(byte[] content) {
    var packed = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(packed)) {
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
