/** What several features do with files, and the JDK has no call for. */
@NullMarked
package dev.tempest.files;

import org.jspecify.annotations.NullMarked;
