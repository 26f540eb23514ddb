package dev.tempest.xrpc;

import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads query parameters as the types of {@link ValueTypes}, integers and booleans. */
@Provider
public final class ParameterConverters implements ParamConverterProvider {
  @Override
  @SuppressWarnings("unchecked") // each branch is the converter of its own class
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> type, @Nullable Type genericType, Annotation @Nullable [] annotations) {
    String name = name(annotations);
    if (type == Integer.class || type == int.class) {
      return (ParamConverter<T>) new Converter<>(name, ParameterConverters::integer);
    }
    if (type == Long.class || type == long.class) {
      return (ParamConverter<T>) new Converter<>(name, ParameterConverters::longInteger);
    }
    if (type == Boolean.class || type == boolean.class) {
      return (ParamConverter<T>) new Converter<>(name, ParameterConverters::bool);
    }
    return ValueTypes.find(type).map(entry -> new Converter<>(name, entry::parse)).orElse(null);
  }

  private static String name(Annotation @Nullable [] annotations) {
    return Stream.ofNullable(annotations)
        .flatMap(Stream::of)
        .filter(QueryParam.class::isInstance)
        .map(annotation -> ((QueryParam) annotation).value())
        .findFirst()
        .orElse("parameter");
  }

  private static Integer integer(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException notOne) {
      throw new SyntaxException("integer", text);
    }
  }

  private static Long longInteger(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notOne) {
      throw new SyntaxException("integer", text);
    }
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SyntaxException("boolean", text);
    };
  }

  private record Converter<T>(String name, Function<String, T> parser)
      implements ParamConverter<T> {
    // the framework takes any other exception for a path that does not exist
    @Override
    public T fromString(String text) {
      try {
        return parser.apply(text);
      } catch (SyntaxException | DecodeException fault) {
        throw new BadRequestException(Refusal.invalid(name + ": " + fault.getMessage()));
      }
    }

    @Override
    public String toString(T value) {
      return value.toString();
    }
  }
}
