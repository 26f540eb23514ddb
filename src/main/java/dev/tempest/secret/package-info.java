/**
 * Sealing of keys at rest under {@code SECRET_KEY_BASE}, keys derived from it, hashes of passwords.
 */
@NullMarked
package dev.tempest.secret;

import org.jspecify.annotations.NullMarked;
