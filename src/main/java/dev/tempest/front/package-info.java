/** What somebody sees who opens the server in a browser. */
@NullMarked
package dev.tempest.front;

import org.jspecify.annotations.NullMarked;
