package dev.tempest.xrpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.tempest.fault.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a JSON body, naming the field as {@code writes/0/rkey}. */
final class JsonFault {
  private JsonFault() {}

  static Refusal refusal(JsonProcessingException fault) {
    if (fault.getCause() instanceof Refusal ours) {
      return ours; // thrown while the body was read
    }
    return Refusal.invalid(
        switch (fault) {
          case StreamReadException syntax -> syntax(syntax.getOriginalMessage());
          case InvalidNullException missing -> missing(path(missing));
          case InvalidTypeIdException unknown -> path(unknown) + " has an unknown or missing $type";
          case ValueTypes.InvalidValueException value ->
              path(value) + ": " + value.getOriginalMessage();
          case InvalidFormatException format -> format(format);
          case MismatchedInputException mismatch -> mismatch(mismatch);
          case JsonMappingException mapping when mapping.getCause() instanceof IOException e ->
              syntax(e.getMessage());
          case JsonMappingException mapping -> path(mapping) + " cannot be read";
          default -> syntax(fault.getOriginalMessage());
        });
  }

  private static String syntax(@Nullable String message) {
    return "Input is not valid JSON: " + message;
  }

  private static String missing(String path) {
    return "Input must have the property \"" + path + "\"";
  }

  private static String format(InvalidFormatException fault) {
    Object[] allowed = fault.getTargetType().getEnumConstants();
    if (allowed == null) {
      return mismatch(fault);
    }
    return Arrays.stream(allowed)
        .map(Object::toString)
        .collect(Collectors.joining(", ", path(fault) + " must be one of: ", ""));
  }

  private static String mismatch(MismatchedInputException fault) {
    return path(fault) + " must be " + kind(fault.getTargetType());
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "a boolean";
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "an integer";
    }
    return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  private static String path(JsonMappingException fault) {
    if (fault.getPath().isEmpty()) {
      return "Input";
    }
    return fault.getPath().stream()
        .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
        .collect(Collectors.joining("/"));
  }
}
