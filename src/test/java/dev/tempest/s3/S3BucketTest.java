package dev.tempest.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.fault.Refusal;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3BucketTest {
  private static final String TYPE = "application/octet-stream";
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final S3Settings settings = S3Server.shared().newBucket();
  private final S3Bucket bucket = S3Bucket.open(settings);
  private final FaultyProxy proxy = new FaultyProxy(settings.endpoint());
  private final S3Settings throughProxy = settings.withEndpoint(proxy.endpoint());
  private final S3Bucket faulty = S3Bucket.open(throughProxy);

  @TempDir Path folder;

  @AfterEach
  void close() {
    faulty.close();
    proxy.close();
    bucket.close();
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new SplittableRandom(size).nextBytes(content);
    return content;
  }

  private static byte[] read(S3Bucket bucket, String key) throws IOException {
    try (var body = bucket.get(key).orElseThrow()) {
      byte[] content = body.content().readAllBytes();
      assertThat(body.size()).isEqualTo(content.length);
      return content;
    }
  }

  @Test
  void whatIsPutComesBack() throws IOException {
    byte[] content = random(300_000);
    Path file = Files.write(folder.resolve("file"), content);
    bucket.put("blobs/did:plc:alice/one", file, TYPE);
    bucket.put("blobs/did:web:localhost%3A1/with space+plus", HELLO, TYPE);
    assertThat(read(bucket, "blobs/did:plc:alice/one")).isEqualTo(content);
    assertThat(read(bucket, "blobs/did:web:localhost%3A1/with space+plus")).isEqualTo(HELLO);
    assertThat(bucket.stat("blobs/did:plc:alice/one"))
        .hasValueSatisfying(stat -> assertThat(stat.size()).isEqualTo(300_000));
    bucket.put("empty", new byte[0], TYPE);
    assertThat(read(bucket, "empty")).isEmpty();
  }

  @Test
  void partsComeWithTheSizeOfTheWhole() throws IOException {
    bucket.put("key", HELLO, TYPE);
    try (var body = bucket.get("key", 1, 3).orElseThrow()) {
      assertThat(body.size()).isEqualTo(3);
      assertThat(body.total()).isEqualTo(5);
      assertThat(body.content().readAllBytes()).asString().isEqualTo("ell");
    }
    assertThat(bucket.get("none", 1, 3)).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotThere() {
    assertThat(bucket.get("none")).isEmpty();
    assertThat(bucket.stat("none")).isEmpty();
    assertThat(bucket.copy("none", "other")).isFalse();
    bucket.delete("none");
    bucket.deleteAll("none/");
  }

  @Test
  void copiesAndDeletes() throws IOException {
    bucket.put("temp/did:plc:alice/key", HELLO, TYPE);
    assertThat(bucket.copy("temp/did:plc:alice/key", "did:plc:alice/key")).isTrue();
    bucket.delete("temp/did:plc:alice/key");
    assertThat(bucket.get("temp/did:plc:alice/key")).isEmpty();
    assertThat(read(bucket, "did:plc:alice/key")).isEqualTo(HELLO);
  }

  @Test
  void listsAndDeletesByPrefix() {
    for (int i = 0; i < 3; i++) {
      bucket.put("a/" + i, new byte[i], TYPE);
    }
    bucket.put("ab/0", HELLO, TYPE);
    var found = new ArrayList<Stat>();
    bucket.list("a/", found::add);
    assertThat(found).extracting(Stat::key).containsExactly("a/0", "a/1", "a/2");
    assertThat(found).extracting(Stat::size).containsExactly(0L, 1L, 2L);
    bucket.deleteAll("a/");
    found.clear();
    bucket.list("", found::add);
    assertThat(found).extracting(Stat::key).containsExactly("ab/0");
  }

  @Test
  void anUploadOfUnknownSizeIsWholeOrNothing() throws IOException {
    byte[] content = random(9 * 1024 * 1024 + 7);
    try (var upload = bucket.upload("big", TYPE)) {
      try (var out = upload.content()) {
        out.write(content, 0, 1_000_000);
        out.write(content, 1_000_000, content.length - 1_000_000);
      }
      assertThat(bucket.stat("big")).isEmpty();
      assertThat(upload.complete()).isEqualTo(content.length);
    }
    assertThat(read(bucket, "big")).isEqualTo(content);

    try (var upload = bucket.upload("half", TYPE)) {
      upload.content().write(content);
    }
    assertThat(bucket.stat("half")).isEmpty();

    try (var upload = bucket.upload("small", TYPE)) {
      upload.content().write(HELLO);
      assertThat(upload.complete()).isEqualTo(5);
    }
    assertThat(read(bucket, "small")).isEqualTo(HELLO);
  }

  @Test
  void wrongKeysAndBucketsAreNamedWithoutSecrets() {
    var wrong =
        new S3Settings(
            settings.purpose(),
            settings.endpoint(),
            settings.bucket(),
            "auto",
            new S3Settings.Access.Keys("tests", "wrong-secret"),
            true,
            settings.patience());
    try (var closed = S3Bucket.open(wrong)) {
      assertThatThrownBy(() -> closed.put("key", HELLO, TYPE))
          .isInstanceOf(Refusal.Unavailable.class)
          .hasMessageContaining("TEMPEST_BLOB_S3_*")
          .hasMessageContaining("are its keys right")
          .hasMessageNotContaining("wrong-secret");
      assertThat(wrong.toString()).doesNotContain("wrong-secret");
    }
    var elsewhere =
        new S3Settings(
            settings.purpose(),
            settings.endpoint(),
            "no-such-bucket",
            "auto",
            settings.access(),
            true,
            settings.patience());
    try (var missing = S3Bucket.open(elsewhere)) {
      assertThatThrownBy(() -> missing.get("key"))
          .isInstanceOf(Refusal.Unavailable.class)
          .hasMessageContaining("TEMPEST_BLOB_S3_BUCKET");
    }
  }

  private void everyRequestFails(S3Bucket faulty, Class<? extends Refusal> as) {
    Path file = folder.resolve("file");
    List<ThrowingCallable> requests =
        List.of(
            () -> faulty.put("key", HELLO, TYPE),
            () -> faulty.put("key", Files.write(file, new byte[3_000_000]), TYPE),
            () -> faulty.get("key"),
            () -> faulty.stat("key"),
            () -> faulty.copy("key", "other"),
            () -> faulty.delete("key"),
            () -> faulty.list("", _ -> {}));
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results =
          requests.stream()
              .map(request -> threads.submit(() -> assertThatThrownBy(request).isInstanceOf(as)))
              .toList();
      for (var result : results) {
        assertThat(result).succeedsWithin(Duration.ofSeconds(30));
      }
    }
    // 3 MB take 11 s more, twice, and the machine may be slow
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aServerThatRefusesIsUnavailable() {
    proxy.refuse();
    everyRequestFails(faulty, Refusal.Unavailable.class);
    proxy.heal();
    faulty.put("key", HELLO, TYPE);
  }

  @Test
  void aServerInTroubleIsUnavailable() {
    proxy.beUnavailable();
    everyRequestFails(faulty, Refusal.Unavailable.class);
  }

  @Test
  void aServerThatStallsTimesOut() {
    proxy.stall();
    try (var impatient = S3Bucket.open(throughProxy.withPatience(PATIENCE))) {
      everyRequestFails(impatient, Refusal.UpstreamTimedOut.class);
    }
    proxy.heal();
    faulty.put("key", HELLO, TYPE);
  }

  @Test
  void anAnswerThatIsCutOffIsNotTakenForWhole() {
    bucket.put("key", random(100_000), TYPE);
    proxy.cutOffAfter(50_000);
    assertThatThrownBy(() -> read(faulty, "key")).isInstanceOf(IOException.class);
  }

  @Test
  void whatChangedOnTheWayIsNotStored() {
    proxy.flipRequestsAt(0);
    assertThatThrownBy(() -> faulty.put("key", HELLO, TYPE)).isInstanceOf(Refusal.class);
    assertThat(bucket.stat("key")).isEmpty();
  }
}
