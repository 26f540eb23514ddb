/** Accounts: sign-up and moving in, sessions, handles and DIDs, e-mail, rest and deletion. */
@NullMarked
package dev.tempest.account;

import org.jspecify.annotations.NullMarked;
