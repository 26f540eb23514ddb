/**
 * What the operator did, and what changed who may enter an account: one row each, written with the
 * change where that is a change of the accounts' database. Rows hold no secrets.
 */
@NullMarked
package dev.tempest.audit;

import org.jspecify.annotations.NullMarked;
