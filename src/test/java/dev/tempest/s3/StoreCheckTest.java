package dev.tempest.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.config.BootCheck.Problem;
import dev.tempest.fault.Refusal;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoreCheckTest {
  private static final Map<String, String> GOOD =
      Map.of(
          "tempest.blob.store", "s3",
          "tempest.blob.s3.endpoint", "https://s3.example.com",
          "tempest.blob.s3.bucket", "tempest",
          "tempest.blob.s3.access-key-id", "id",
          "tempest.blob.s3.secret-access-key", "secret of nobody");

  private static <T> T config(Map<String, String> values, Class<T> mapping) {
    return new SmallRyeConfigBuilder()
        .withDefaultValues(values)
        .withMapping(mapping)
        .withValidateUnknown(false)
        .addDiscoveredConverters()
        .build()
        .getConfigMapping(mapping);
  }

  private static List<Problem> problems(Map<String, String> values) {
    return new StoreCheck(
            config(values, StoreConfig.Blobs.class), config(values, StoreConfig.Backups.class))
        .problems();
  }

  private static S3Stores stores(Map<String, String> values) {
    return new S3Stores(
        config(values, StoreConfig.Blobs.class), config(values, StoreConfig.Backups.class));
  }

  private static Map<String, String> with(String key, String value) {
    var values = new HashMap<>(GOOD);
    values.put(key, value);
    return values;
  }

  @Test
  void withoutS3NothingIsNeeded() {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(stores(Map.of()).holdBlobs()).isFalse();
  }

  @Test
  void whatIsCompleteIsTaken() {
    assertThat(problems(GOOD)).isEmpty();
    var stores = stores(GOOD);
    assertThat(stores.holdBlobs()).isTrue();
    assertThat(stores.holdBackups()).isFalse();
    var settings = stores.forBlobs();
    assertThat(settings.bucket()).isEqualTo("tempest");
    assertThat(settings.region()).isEqualTo("auto");
    assertThat(settings.pathStyle()).isTrue();
    assertThat(settings.toString()).doesNotContain("secret of nobody");
  }

  @ParameterizedTest
  @CsvSource({
    "tempest.blob.s3.endpoint, '', TEMPEST_BLOB_S3_ENDPOINT",
    "tempest.blob.s3.endpoint, s3.example.com, TEMPEST_BLOB_S3_ENDPOINT",
    "tempest.blob.s3.endpoint, ftp://s3.example.com, TEMPEST_BLOB_S3_ENDPOINT",
    "tempest.blob.s3.endpoint, https://id:secret@s3.example.com, TEMPEST_BLOB_S3_ENDPOINT",
    "tempest.blob.s3.bucket, '', TEMPEST_BLOB_S3_BUCKET",
    "tempest.blob.s3.access-key-id, '', TEMPEST_BLOB_S3_ACCESS_KEY_ID",
    "tempest.blob.s3.secret-access-key, '', TEMPEST_BLOB_S3_SECRET_ACCESS_KEY",
    "tempest.blob.s3.timeout, 0s, TEMPEST_BLOB_S3_TIMEOUT",
    "tempest.blob.store, S4, TEMPEST_BLOB_STORE",
    "tempest.backup.store, s4, TEMPEST_BACKUP_STORE",
  })
  void whatIsWrongIsNamed(String key, String value, String variable) {
    assertThat(problems(with(key, value)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.variable()).isEqualTo(variable);
              assertThat(problem.fatal()).isTrue();
              assertThat(problem.message()).doesNotContain("secret of nobody");
            });
  }

  @Test
  void everythingMissingIsNamedAtOnce() {
    assertThat(problems(Map.of("tempest.backup.store", "s3")))
        .extracting(Problem::variable)
        .containsExactly(
            "TEMPEST_BACKUP_S3_ENDPOINT",
            "TEMPEST_BACKUP_S3_BUCKET",
            "TEMPEST_BACKUP_S3_ACCESS_KEY_ID",
            "TEMPEST_BACKUP_S3_SECRET_ACCESS_KEY");
    assertThatThrownBy(() -> stores(Map.of()).forBackups())
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("TEMPEST_BACKUP_S3_ENDPOINT must be set");
  }

  @Test
  void aHeaderTakesThePlaceOfKeys() {
    var values =
        Map.of(
            "tempest.blob.store", "s3",
            "tempest.blob.s3.endpoint", "https://s3.example.com",
            "tempest.blob.s3.bucket", "tempest",
            "tempest.blob.s3.authorization", "Bearer of-nobody");
    assertThat(problems(values)).isEmpty();
    assertThat(stores(values).forBlobs().access())
        .isEqualTo(new S3Settings.Access.Header("Bearer of-nobody"))
        .hasToString("Header[hidden]");
  }
}
