/**
 * Invite codes: who may let others in, and who let whom in. A code is for an account, or for {@code
 * admin}; one whose {@code createdBy} is not {@code admin} is <i>routine</i>: its account earned it
 * by time. Uses are written in the transaction that makes the account, by {@code account}.
 */
@NullMarked
package dev.tempest.invite;

import org.jspecify.annotations.NullMarked;
