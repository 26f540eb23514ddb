/** How often who may ask for what: buckets in memory, and who a request is from. */
@NullMarked
package dev.tempest.limit;

import org.jspecify.annotations.NullMarked;
