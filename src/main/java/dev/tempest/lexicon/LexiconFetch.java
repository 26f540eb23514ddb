package dev.tempest.lexicon;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.repo.RecordProof;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.OutboundHttp.Limits;
import dev.tempest.identity.OutboundHttp.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Fetches a lexicon from its authority's server and proves it: by the record, the tree above it,
 * and the commit signed with the key of the DID document.
 *
 * @param documents may remember
 * @param documentsNow does not
 */
record LexiconFetch(
    Function<Did, Optional<DidDocument>> documents,
    Function<Did, Optional<DidDocument>> documentsNow,
    BiFunction<URI, Limits, Response> http) {
  private static final Logger LOG = Logger.getLogger(LexiconFetch.class);

  /** Of the document alone. */
  private static final int MOST_BYTES = 256_000;

  /** The document and the tree nodes above it. */
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(4), 2 * MOST_BYTES);

  /** Empty when it is not there or not proven; throws what the network throws. */
  Optional<PublishedLexicon> fetch(Did did, Nsid id) {
    var document = documents.apply(did);
    var pds = document.flatMap(DidDocument::pds);
    if (pds.isEmpty()) {
      return Optional.empty();
    }
    Response response = http.apply(url(pds.get(), did, id), LIMITS);
    if (!response.isSuccess()) {
      return Optional.empty();
    }
    var key = document.flatMap(DidDocument::signingKey);
    return proven(response, did, id, key)
        .or(
            () -> {
              var newKey = documentsNow.apply(did).flatMap(DidDocument::signingKey);
              return newKey.equals(key) ? Optional.empty() : proven(response, did, id, newKey);
            });
  }

  private static URI url(URI pds, Did did, Nsid id) {
    return pds.resolve(
        "/xrpc/com.atproto.sync.getRecord?did=%s&collection=%s&rkey=%s"
            .formatted(
                URLEncoder.encode(did.value(), StandardCharsets.UTF_8),
                PublishedLexicon.COLLECTION,
                id));
  }

  private static Optional<PublishedLexicon> proven(
      Response response, Did did, Nsid id, Optional<PublicKey> key) {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      var proof = RecordProof.verify(response.body(), did, key.get(), PublishedLexicon.path(id));
      return proof.content().length() <= MOST_BYTES
          ? PublishedLexicon.of(did, id, proof.cid(), DagCbor.decode(proof.content().unwrap()))
          : Optional.empty();
    } catch (VerifyException | MstException | DecodeException unproven) {
      LOG.debugf("event=lexicon_unproven nsid=%s did=%s: %s", id, did, unproven.getMessage());
      return Optional.empty();
    }
  }
}
