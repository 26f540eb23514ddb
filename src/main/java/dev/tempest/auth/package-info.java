/** Who is calling and what they may do. */
@NullMarked
package dev.tempest.auth;

import org.jspecify.annotations.NullMarked;
