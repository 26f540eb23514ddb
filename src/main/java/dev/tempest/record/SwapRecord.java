package dev.tempest.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.tempest.atproto.data.Cid;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the caller believes is stored under a key: a CID, or nothing. On the wire a string or null;
 * a field that is absent, which leaves it open, is no {@code SwapRecord} at all.
 */
@JsonDeserialize(using = SwapRecord.Reader.class)
public record SwapRecord(@Nullable Cid expected) {
  /** Tells null from absent. */
  static final class Reader extends StdDeserializer<SwapRecord> {
    Reader() {
      super(SwapRecord.class);
    }

    @Override
    public SwapRecord deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return new SwapRecord(context.readValue(parser, Cid.class));
    }

    @Override
    public SwapRecord getNullValue(DeserializationContext context) {
      return new SwapRecord(null);
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}
