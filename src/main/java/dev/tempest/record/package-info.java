/**
 * {@code com.atproto.repo.*}: reading, writing and importing records, one signed commit at a time.
 */
@NullMarked
package dev.tempest.record;

import org.jspecify.annotations.NullMarked;
