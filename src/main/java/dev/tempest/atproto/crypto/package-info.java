/**
 * K-256 and P-256 keys and signatures (compact, low-S) and their {@code did:key} form. Spec:
 * /specs/cryptography.
 */
@NullMarked
package dev.tempest.atproto.crypto;

import org.jspecify.annotations.NullMarked;
