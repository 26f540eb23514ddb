/** The program's entry, boot and shutdown. */
@NullMarked
package dev.tempest.app;

import org.jspecify.annotations.NullMarked;
