package dev.tempest.lexicon;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Answers published lexicons. Lexicon: {@code com.atproto.lexicon.resolveLexicon}. */
@Path("/xrpc/com.atproto.lexicon.resolveLexicon")
public class LexiconResource {
  private final PublishedLexicons published;

  LexiconResource(PublishedLexicons published) {
    this.published = published;
  }

  public record Resolved(Cid cid, Node schema, AtUri uri) {}

  @GET
  public Resolved resolveLexicon(@QueryParam("nsid") @Nullable Nsid nsid) {
    Nsid id = Refusal.required(nsid, "nsid");
    return published
        .find(id)
        .map(found -> new Resolved(found.cid(), found.record(), found.uri()))
        .orElseThrow(() -> new Refusal.Invalid("LexiconNotFound", "Lexicon not found: " + id));
  }
}
