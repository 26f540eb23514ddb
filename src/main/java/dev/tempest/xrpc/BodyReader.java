package dev.tempest.xrpc;

import dev.tempest.fault.Refusal;
import jakarta.ws.rs.core.NoContentException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Requires a JSON body where the method takes one, and counts it when nobody said its length. */
@Provider
public final class BodyReader implements ReaderInterceptor {
  private final MethodLimit limits;

  BodyReader(MethodLimit limits) {
    this.limits = limits;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    Optional<Catalogue.Method> method =
        MethodFilter.methodOf(context.getProperty(MethodFilter.property()))
            .filter(row -> row.input() == Catalogue.Input.JSON);
    if (method.isEmpty()) {
      return context.proceed();
    }
    context.setInputStream(new Counted(context.getInputStream(), method.get()));
    try {
      Object body = context.proceed();
      if (body == null) {
        throw missing();
      }
      limits.take(method.get(), body);
      return body;
    } catch (NoContentException empty) {
      throw missing();
    }
  }

  private static Refusal missing() {
    return Refusal.invalid("A request body is expected but none was provided");
  }

  private static final class Counted extends FilterInputStream {
    private final Catalogue.Method method;
    private long left;

    Counted(InputStream source, Catalogue.Method method) {
      super(source);
      this.method = method;
      this.left = method.bodyLimit();
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      count(Math.max(count, 0));
      return count;
    }

    private void count(int bytes) {
      left -= bytes;
      if (left < 0) {
        throw MethodFilter.tooLarge(method);
      }
    }
  }
}
