package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The answer of {@code com.atproto.admin.getSubjectStatus}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubjectStatus(
    Subject subject, @Nullable StatusAttr takedown, @Nullable StatusAttr deactivated) {}
