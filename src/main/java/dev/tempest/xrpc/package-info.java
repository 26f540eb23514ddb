/** The HTTP edge: errors, parameters, authentication, limits, and the catalogue of methods. */
@NullMarked
package dev.tempest.xrpc;

import org.jspecify.annotations.NullMarked;
