/** {@code com.atproto.server.*}: accounts and sessions. */
@NullMarked
package dev.tempest.account;

import org.jspecify.annotations.NullMarked;
