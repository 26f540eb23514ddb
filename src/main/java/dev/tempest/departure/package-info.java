/** Accounts that leave for another server: what they need to, and what is left to do after. */
@NullMarked
package dev.tempest.departure;

import org.jspecify.annotations.NullMarked;
