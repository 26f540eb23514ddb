/**
 * Backups: one instant of everything on the volume, in a folder with a manifest that says what must
 * be in it.
 */
@NullMarked
package dev.tempest.backup;

import org.jspecify.annotations.NullMarked;
