/** The drivers' shared libraries: where they lie and how they are loaded. */
@NullMarked
package dev.tempest.natives;

import org.jspecify.annotations.NullMarked;
