/**
 * Moving an account here from another server: a client of both over XRPC, whose steps can be
 * interrupted anywhere and taken up again.
 */
@NullMarked
package dev.tempest.migrate;

import org.jspecify.annotations.NullMarked;
