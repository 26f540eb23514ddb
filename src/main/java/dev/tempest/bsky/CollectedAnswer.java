package dev.tempest.bsky;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of an answer, read to be understood; of one that is too long only the first.
 *
 * @param complete whether these are all
 */
record CollectedAnswer(List<Bytes> pieces, boolean complete) {
  /** Compressed or not. */
  private static final int MOST_BYTES = 10 * 1024 * 1024;

  CollectedAnswer {
    pieces = List.copyOf(pieces);
  }

  static CollectedAnswer read(ProxyAnswer.Content content) {
    var pieces = new ArrayList<Bytes>();
    long length = 0;
    while (length <= MOST_BYTES) {
      Bytes piece = content.next();
      if (piece == null) {
        return new CollectedAnswer(pieces, true);
      }
      pieces.add(piece);
      length += piece.length();
    }
    return new CollectedAnswer(pieces, false);
  }

  /** Empty when it is not data, or not in an encoding that is known here. */
  Optional<Node.Obj> json(ProxyAnswer answer) {
    String encoding = answer.header("content-encoding").orElse("identity");
    if (!complete || !isJson(answer)) {
      return Optional.empty();
    }
    try {
      return switch (encoding) {
        case "identity" -> Optional.of(DagJson.parse(joined()));
        case "gzip" -> unzipped().map(DagJson::parse);
        default -> Optional.empty();
      };
    } catch (DecodeException noData) {
      return Optional.empty();
    }
  }

  private static boolean isJson(ProxyAnswer answer) {
    return answer
        .header("content-type")
        .filter(type -> type.startsWith("application/json"))
        .isPresent();
  }

  private byte[] joined() {
    var all = new ByteArrayOutputStream();
    pieces.forEach(piece -> all.writeBytes(piece.unwrap()));
    return all.toByteArray();
  }

  private Optional<byte[]> unzipped() {
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(joined()))) {
      byte[] content = stream.readNBytes(MOST_BYTES + 1);
      return content.length > MOST_BYTES ? Optional.empty() : Optional.of(content);
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }
}
