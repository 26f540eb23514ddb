package dev.tempest.archive;

import com.exceptionfactory.jagged.PayloadException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import dev.tempest.archive.ArchiveException.Reason;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;

/** The age format with a passphrase: streams in, streams out. Spec: C2SP age.md. */
final class Age {
  /** How every age file begins. */
  static final byte[] MAGIC = "age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII);

  /** Header of one scrypt stanza, nonce, and the tag of an empty chunk. */
  private static final int LEAST_LENGTH = 181;

  private Age() {}

  /** Encrypts what is written. Closing it writes the end and leaves {@code out} open. */
  static OutputStream encrypting(OutputStream out, ScryptRecipient recipient) throws IOException {
    var open =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() throws IOException {
            flush();
          }
        };
    try {
      return Channels.newOutputStream(
          new StandardEncryptingChannelFactory()
              .newEncryptingChannel(Channels.newChannel(open), List.of(recipient)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Decrypts what is read from {@code in}; nothing comes out that was altered. */
  static InputStream decrypting(InputStream in, Passphrase passphrase) throws IOException {
    var source = new Source(in);
    var identity = new ScryptIdentity(passphrase, Runtime.getRuntime().maxMemory());
    try {
      var plain =
          new StandardDecryptingChannelFactory()
              .newDecryptingChannel(Channels.newChannel(source), List.of(identity));
      return new Plain(Channels.newInputStream(plain), source);
    } catch (ArchiveException e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException | PayloadException e) {
      throw source.read < LEAST_LENGTH
          ? new ArchiveException(
              Reason.TRUNCATED, "the archive ends within its age header: it was cut off", e)
          : new ArchiveException(Reason.DAMAGED, "the archive's age header is damaged", e);
    }
  }

  /** What is encrypted, counted. */
  private static final class Source extends PushbackInputStream {
    private long read;

    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      read += Math.max(count, 0);
      return count;
    }

    boolean isAtEnd() throws IOException {
      int next = read();
      if (next >= 0) {
        unread(next);
      }
      return next < 0;
    }
  }

  /** What was encrypted. Knows damage from a missing end. */
  private static final class Plain extends FilterInputStream {
    private final Source source;

    Plain(InputStream in, Source source) {
      super(in);
      this.source = source;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return super.read(into, offset, length);
      } catch (PayloadException e) {
        throw source.isAtEnd()
            ? new ArchiveException(
                Reason.TRUNCATED,
                "the archive was cut off after %d bytes, or its last 64 KiB are damaged"
                    .formatted(source.read),
                e)
            : new ArchiveException(
                Reason.DAMAGED,
                "the archive is damaged, or was altered, before byte " + source.read,
                e);
      }
    }
  }
}
