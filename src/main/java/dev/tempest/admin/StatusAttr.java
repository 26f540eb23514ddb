package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** {@code com.atproto.admin.defs#statusAttr}; {@code ref} is the operator's note. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatusAttr(boolean applied, @Nullable String ref) {
  static StatusAttr of(@Nullable String ref) {
    return new StatusAttr(ref != null, ref);
  }
}
