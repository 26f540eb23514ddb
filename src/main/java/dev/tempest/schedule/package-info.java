/** Work that comes back by the clock. */
@NullMarked
package dev.tempest.schedule;

import org.jspecify.annotations.NullMarked;
