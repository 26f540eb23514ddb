package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/** What can be taken down. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "$type")
@JsonSubTypes({
  @JsonSubTypes.Type(Subject.RepoRef.class),
  @JsonSubTypes.Type(Subject.StrongRef.class),
  @JsonSubTypes.Type(Subject.RepoBlobRef.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Subject {
  /** An account. */
  @RegisterForReflection
  @JsonTypeName("com.atproto.admin.defs#repoRef")
  record RepoRef(Did did) implements Subject {}

  /** A record, whatever its version. */
  @RegisterForReflection
  @JsonTypeName("com.atproto.repo.strongRef")
  record StrongRef(AtUri uri, Cid cid) implements Subject {}

  /** A blob of an account. */
  @RegisterForReflection
  @JsonTypeName("com.atproto.admin.defs#repoBlobRef")
  record RepoBlobRef(Did did, Cid cid, @Nullable AtUri recordUri) implements Subject {}
}
