/** What the tests of several packages share. */
@NullMarked
package dev.tempest.testing;

import org.jspecify.annotations.NullMarked;
