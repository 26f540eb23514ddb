/** The last seconds of a server: what was begun is finished, and nothing begins. */
@NullMarked
package dev.tempest.drain;

import org.jspecify.annotations.NullMarked;
