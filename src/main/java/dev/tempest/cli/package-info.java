/** The operator's subcommands. */
@NullMarked
package dev.tempest.cli;

import org.jspecify.annotations.NullMarked;
