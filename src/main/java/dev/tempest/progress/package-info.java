/** How long work tells how far it is. */
@NullMarked
package dev.tempest.progress;

import org.jspecify.annotations.NullMarked;
