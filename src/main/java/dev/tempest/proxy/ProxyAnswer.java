package dev.tempest.proxy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer on its way back; header names are in lower case. */
public record ProxyAnswer(int status, Map<String, String> headers, Content content) {
  private static final int OK = 200;

  /** The bytes of an answer, read once. Its failures are refusals. */
  public interface Content extends AutoCloseable {
    /** Not empty; null at the end. */
    @Nullable Bytes next();

    @Override
    void close();
  }

  public ProxyAnswer {
    headers = Map.copyOf(headers);
  }

  public static ProxyAnswer json(Node body) {
    var content = Bytes.wrap(DagJson.format(body).getBytes(StandardCharsets.UTF_8));
    return new ProxyAnswer(OK, Map.of("content-type", "application/json"), whole(content));
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  public ProxyAnswer withContent(Content other) {
    return new ProxyAnswer(status, headers, other);
  }

  private static Content whole(Bytes content) {
    return after(List.of(content), none());
  }

  private static Content none() {
    return new Content() {
      @Override
      public @Nullable Bytes next() {
        return null;
      }

      @Override
      public void close() {}
    };
  }

  /** What was read already, then the rest. */
  public static Content after(List<Bytes> read, Content rest) {
    Iterator<Bytes> again = new ArrayDeque<>(read).iterator();
    return new Content() {
      @Override
      public @Nullable Bytes next() {
        return again.hasNext() ? again.next() : rest.next();
      }

      @Override
      public void close() {
        rest.close();
      }
    };
  }
}
