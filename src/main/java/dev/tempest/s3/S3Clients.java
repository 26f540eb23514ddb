package dev.tempest.s3;

import dev.tempest.s3.S3Settings.Access;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's client, set so that services other than Amazon's understand it. */
final class S3Clients {
  /** As many as there is time for; connections that the service closed meanwhile cost one each. */
  private static final int MOST_ATTEMPTS = 4;

  private S3Clients() {}

  static S3Client open(S3Settings settings) {
    var patience = settings.patience();
    var backoff = BackoffStrategy.exponentialDelay(patience.dividedBy(50), patience.dividedBy(10));
    var overrides =
        ClientOverrideConfiguration.builder()
            .apiCallAttemptTimeout(patience)
            .apiCallTimeout(patience.multipliedBy(2))
            .retryStrategy(
                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(MOST_ATTEMPTS)
                    .backoffStrategy(backoff)
                    .throttlingBackoffStrategy(backoff)
                    .build());
    var client =
        S3Client.builder()
            .endpointOverride(settings.endpoint())
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .httpClient(
                new DeclaredFailures(
                    UrlConnectionHttpClient.builder()
                        .connectionTimeout(patience)
                        .socketTimeout(patience)
                        .build()));
    switch (settings.access()) {
      case Access.Keys(String id, String secret) ->
          client.credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)));
      case Access.Header(String authorization) -> {
        client.credentialsProvider(AnonymousCredentialsProvider.create());
        overrides.putHeader("Authorization", authorization);
      }
    }
    return client.overrideConfiguration(overrides.build()).build();
  }
}
