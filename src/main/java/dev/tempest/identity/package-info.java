/**
 * DIDs and handles: PLC operations and directory, resolution, and the outbound HTTP client that
 * refuses private addresses.
 */
@NullMarked
package dev.tempest.identity;

import org.jspecify.annotations.NullMarked;
