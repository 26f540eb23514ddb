/**
 * How features measure themselves. Each has a class of its own for its meters, made once; the table
 * of all of them is in {@code docs/operations.md}. Labels have few values, all known beforehand:
 * never a DID, a handle or anything else that a client chooses.
 */
@NullMarked
package dev.tempest.metrics;

import org.jspecify.annotations.NullMarked;
