/** The ways to decline a request, free of HTTP. */
@NullMarked
package dev.tempest.fault;

import org.jspecify.annotations.NullMarked;
