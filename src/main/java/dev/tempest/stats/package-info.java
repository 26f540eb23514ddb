/**
 * {@code _stats}: what the server shows of itself in numbers. The numbers of each repository lie in
 * {@code account.sqlite} and are brought up to date by the event log, so that neither a request nor
 * a start looks into every repository.
 */
@NullMarked
package dev.tempest.stats;

import org.jspecify.annotations.NullMarked;
