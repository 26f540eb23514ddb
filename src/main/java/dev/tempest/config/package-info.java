/**
 * What the operator set for the server as a whole, and the checks that stop a start on bad values.
 * Each feature has its own configuration; this package knows none of them.
 */
@NullMarked
package dev.tempest.config;

import org.jspecify.annotations.NullMarked;
