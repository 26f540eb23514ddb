package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a name server of a few lines. */
final class DnsTxtLookupTest {
  private static final int NAME_ERROR = 3;
  private static final int HEADER_LENGTH = 12;

  /** Enough for an answer on a busy machine. */
  private static final Duration TIME = Duration.ofSeconds(3);

  /** Where none is expected. */
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Vertx vertx = Vertx.vertx();
  private final DatagramSocket server = vertx.createDatagramSocket();
  private List<String> records = List.of();
  private int status;
  private boolean silent;
  private final DnsTxtLookup dns = start();

  private DnsTxtLookup start() {
    int port =
        server
            .handler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .localAddress()
            .port();
    return new DnsTxtLookup(vertx, () -> "127.0.0.1", List.of("127.0.0.2", "127.0.0.1"), port);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** RFC 1035: the question again, then a TXT record of one string for each of ours. */
  private void answer(DatagramPacket packet) {
    if (silent) {
      return;
    }
    var question = packet.data();
    int end = HEADER_LENGTH;
    while (question.getByte(end) != 0) {
      end += 1 + question.getByte(end);
    }
    var answer =
        Buffer.buffer()
            .appendShort(question.getShort(0))
            .appendShort((short) (0x8180 | status))
            .appendShort((short) 1)
            .appendShort((short) records.size())
            .appendInt(0)
            .appendBuffer(question.getBuffer(HEADER_LENGTH, end + 5));
    for (String text : records) {
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      answer
          .appendShort((short) 0xc00c) // the name of the question
          .appendShort((short) 16)
          .appendShort((short) 1)
          .appendInt(60)
          .appendShort((short) (content.length + 1))
          .appendByte((byte) content.length)
          .appendBytes(content);
    }
    server.send(answer, packet.sender().port(), packet.sender().host());
  }

  @Test
  void readsEveryRecord() {
    records = List.of("v=spf1 -all", "did=did:plc:z72i7hdynmk6r22z27h6tvur");
    assertThat(dns.lookup("_atproto.alice.example.com", TIME))
        .containsExactlyInAnyOrderElementsOf(records);
  }

  @Test
  void anUnknownNameHasNone() {
    status = NAME_ERROR;
    assertThat(dns.lookup("_atproto.alice.example.com", TIME)).isEmpty();
  }

  @Test
  void asksTheOthersInTurn() {
    records = List.of("did=did:plc:z72i7hdynmk6r22z27h6tvur");
    // nobody answers at the first of them
    assertThat(dns.lookupElsewhere("_atproto.alice.example.com", TIME)).isEqualTo(records);
    records = List.of();
    assertThat(dns.lookupElsewhere("_atproto.alice.example.com", SHORT)).isEmpty();
  }

  @Test
  void aSilentServerCostsTheTimeAndNoMore() {
    silent = true;
    assertThat(dns.lookup("_atproto.alice.example.com", SHORT)).isEmpty();
  }
}
