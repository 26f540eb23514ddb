import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A person on the measured server, and the writes this person makes. */
record Account(String did, String token) {
  static final String COLLECTION = "app.bsky.feed.post";

  private static final String[] WORDS =
      ("the of water people from oil long find day did get come made may part over new sound take"
              + " only little work know place year live me back give most very after thing our just")
          .split(" ");
  private static final Pattern REV = Pattern.compile("\"rev\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern RKEY = Pattern.compile("\"at://[^\"]*/([^/\"]+)\"");
  private static final Pattern URI_OF = Pattern.compile("\"uri\"\\s*:\\s*\"(at://[^\"]+)\"");
  private static final Pattern CURSOR = Pattern.compile("\"cursor\"\\s*:\\s*\"([^\"]+)\"");
  private static final AtomicInteger created = new AtomicInteger();

  static Account create(Connection connection, String domain) throws IOException {
    String label =
        "l" + Long.toString(System.currentTimeMillis(), 36) + "-" + created.getAndIncrement();
    String input =
        "{\"handle\":\"%s%s\",\"email\":\"%s@example.com\",\"password\":\"load %s\"}"
            .formatted(label, domain, label, label);
    String answer = call(connection, "com.atproto.server.createAccount", "", input);
    return new Account(field(answer, "did"), field(answer, "accessJwt"));
  }

  static List<Account> create(Connection connection, String domain, int count) throws IOException {
    var accounts = new ArrayList<Account>();
    for (int i = 0; i < count; i++) {
      accounts.add(create(connection, domain));
    }
    return accounts;
  }

  /** Writes one post; gives its revision. */
  String post(Connection connection, int number) throws IOException {
    return rev(write(connection, post(number)));
  }

  /** Writes one post; gives its AT-URI. */
  String postUri(Connection connection, int number) throws IOException {
    return field(write(connection, post(number)), "uri");
  }

  /** Uploads {@code content} and writes a post that refers to it. */
  void postWithBlob(Connection connection, int number, byte[] content) throws IOException {
    String upload = "com.atproto.repo.uploadBlob";
    String answer =
        expect(
                upload,
                connection.post("/xrpc/" + upload, token, "application/octet-stream", content))
            .text();
    String blob = answer.substring(answer.indexOf(':') + 1, answer.lastIndexOf('}'));
    write(
        connection,
        "{\"$type\":\"com.example.kept\",\"number\":%d,\"blob\":%s}".formatted(number, blob),
        "com.example.kept");
  }

  /** The AT-URIs of all posts of an account, read without a session. */
  static List<String> uris(Connection connection, String did) throws IOException {
    String method = "com.atproto.repo.listRecords";
    String query = "/xrpc/" + method + "?limit=100&repo=" + did + "&collection=" + COLLECTION;
    var found = new ArrayList<String>();
    for (String page = query; page != null; ) {
      String answer = expect(method, connection.get(page)).text();
      Matcher uris = URI_OF.matcher(answer);
      while (uris.find()) {
        found.add(uris.group(1));
      }
      Matcher cursor = CURSOR.matcher(answer);
      page = cursor.find() ? query + "&cursor=" + cursor.group(1) : null;
    }
    return found;
  }

  private String write(Connection connection, String record) throws IOException {
    return write(connection, record, COLLECTION);
  }

  private String write(Connection connection, String record, String collection) throws IOException {
    String input =
        "{\"repo\":\"%s\",\"collection\":\"%s\",\"record\":%s}".formatted(did, collection, record);
    return call(connection, "com.atproto.repo.createRecord", token, input);
  }

  /** Writes {@code count} posts in one commit; gives their keys. */
  List<String> posts(Connection connection, int first, int count) throws IOException {
    String writes =
        IntStream.range(first, first + count)
            .mapToObj(
                number ->
                    "{\"$type\":\"com.atproto.repo.applyWrites#create\",\"collection\":\"%s\",\"value\":%s}"
                        .formatted(COLLECTION, post(number)))
            .collect(Collectors.joining(","));
    String input = "{\"repo\":\"%s\",\"writes\":[%s]}".formatted(did, writes);
    Matcher uris = RKEY.matcher(call(connection, "com.atproto.repo.applyWrites", token, input));
    var keys = new ArrayList<String>();
    while (uris.find()) {
      keys.add(uris.group(1));
    }
    return keys;
  }

  private static String post(int number) {
    var random = new SplittableRandom(number);
    var text = new StringBuilder("#").append(number);
    for (int words = 12 + random.nextInt(20); words > 0; words--) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    return record(text.toString());
  }

  private static String record(String text) {
    return "{\"$type\":\"%s\",\"text\":\"%s\",\"langs\":[\"en\"],\"createdAt\":\"2026-01-01T00:00:00.000Z\"}"
        .formatted(COLLECTION, text);
  }

  private static String call(Connection connection, String method, String token, String input)
      throws IOException {
    return expect(method, connection.post("/xrpc/" + method, token, input)).text();
  }

  static Connection.Answer expect(String method, Connection.Answer answer) throws IOException {
    if (answer.status() != 200) {
      throw new IOException(method + ": " + answer.status() + " " + answer.text());
    }
    return answer;
  }

  private static String rev(String answer) throws IOException {
    Matcher found = REV.matcher(answer);
    if (!found.find()) {
      throw new IOException("no rev in " + answer);
    }
    return found.group(1);
  }

  static String field(String json, String name) throws IOException {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
    if (!found.find()) {
      throw new IOException("no " + name + " in " + json);
    }
    return found.group(1);
  }
}
