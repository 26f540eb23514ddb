/** Sealing of keys at rest under {@code SECRET_KEY_BASE}. */
@NullMarked
package dev.tempest.secret;

import org.jspecify.annotations.NullMarked;
