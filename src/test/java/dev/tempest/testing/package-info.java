/** What several tests share: vectors, fakes and fixed clocks. */
@NullMarked
package dev.tempest.testing;

import org.jspecify.annotations.NullMarked;
