/** Answers that are longer than memory should hold, and the sockets of peers that take none. */
@NullMarked
package dev.tempest.stream;

import org.jspecify.annotations.NullMarked;
