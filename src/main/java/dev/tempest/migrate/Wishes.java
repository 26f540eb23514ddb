package dev.tempest.migrate;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Handle;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked of a migration.
 *
 * @param from the old server, in place of the one that the DID document names
 * @param to this server
 * @param publicUrl where the network finds it
 * @param recoveryKey that shall outrank all other rotation keys
 * @param strict whether blobs that the old server does not have either stop the migration
 * @param patience for a did:web document to be changed by its owner
 */
public record Wishes(
    AtIdentifier account,
    Optional<URI> from,
    URI to,
    URI publicUrl,
    Optional<Handle> handle,
    Optional<String> email,
    Optional<String> inviteCode,
    Optional<PublicKey> recoveryKey,
    boolean strict,
    Duration patience) {}
