/**
 * What ails an installation: checks of the configuration, the volume, the server as others see it,
 * and the services it needs, each with what was seen and what to do about it.
 *
 * <p>The volume is looked at as it lies, past the beans that open it: those migrate, recover and
 * lock, and refuse to open just what the doctor is asked about.
 */
@NullMarked
package dev.tempest.doctor;

import org.jspecify.annotations.NullMarked;
