package dev.tempest.xrpc;

import dev.tempest.fault.Refusal;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.NoContentException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads the JSON body where the method takes one, counting it when nobody said its length, and
 * checks it against the method's lexicon.
 */
@Provider
public final class BodyReader implements ReaderInterceptor {
  /** The framework makes interceptors before the configuration is there. */
  private final Instance<InputSchemas> schemas;

  private final MethodLimit limits;

  BodyReader(Instance<InputSchemas> schemas, MethodLimit limits) {
    this.schemas = schemas;
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
    byte[] json = readAll(context.getInputStream(), method.get());
    context.setInputStream(new ByteArrayInputStream(json));
    Object body = bind(context);
    schemas.get().checkBody(method.get(), json);
    limits.take(method.get(), body);
    return body;
  }

  private static byte[] readAll(InputStream source, Catalogue.Method method) {
    byte[] json;
    try {
      json = source.readNBytes((int) method.bodyLimit() + 1);
    } catch (IOException gone) { // the client: nothing to log
      throw Refusal.invalid("The request body ended too early");
    }
    if (json.length > method.bodyLimit()) {
      throw MethodFilter.tooLarge(method);
    }
    return json;
  }

  private static Object bind(ReaderInterceptorContext context) throws IOException {
    try {
      Object body = context.proceed();
      if (body == null) {
        throw missing();
      }
      return body;
    } catch (NoContentException empty) {
      throw missing();
    }
  }

  private static Refusal missing() {
    return Refusal.invalid("A request body is expected but none was provided");
  }
}
