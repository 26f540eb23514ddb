/**
 * What this server says about the identities it hosts: handles, and DID documents of its own. Apart
 * from {@code identity} because it needs the accounts, which in turn need {@code identity}.
 */
@NullMarked
package dev.tempest.hosted;

import org.jspecify.annotations.NullMarked;
