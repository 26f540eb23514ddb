/** Tells the network of accounts that came out of a backup. */
@NullMarked
package dev.tempest.announce;

import org.jspecify.annotations.NullMarked;
