package dev.tempest.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * A transport that fails as the SDK expects: that of {@code HttpURLConnection} throws some lost
 * connections unchecked, which are neither tried again nor told from timeouts then.
 */
record DeclaredFailures(SdkHttpClient transport) implements SdkHttpClient {
  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    var prepared = transport.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        try {
          return prepared.call();
        } catch (UncheckedIOException e) {
          throw e.getCause();
        } catch (RuntimeException e) { // the JDK's own, when the other side closes between two uses
          throw new IOException("the connection was lost", e);
        }
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public String clientName() {
    return transport.clientName();
  }

  @Override
  public void close() {
    transport.close();
  }
}
