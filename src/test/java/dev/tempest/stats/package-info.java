@NullUnmarked
package dev.tempest.stats;

import org.jspecify.annotations.NullUnmarked;
