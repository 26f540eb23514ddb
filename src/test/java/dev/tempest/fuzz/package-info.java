/** Random and damaged requests for every method, made from the catalogue and the lexicons. */
@NullMarked
package dev.tempest.fuzz;

import org.jspecify.annotations.NullMarked;
