/** JMH benchmarks of the protocol core: what one operation costs without HTTP, SQL and disk. */
@NullMarked
package dev.tempest.bench;

import org.jspecify.annotations.NullMarked;
