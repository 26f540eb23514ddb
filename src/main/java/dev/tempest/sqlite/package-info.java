/**
 * SQLite files: the volume's layout, its one-server lock, connections with our pragmas, migrations,
 * and the bounded set of open repo files.
 *
 * <p>Lock order: account, then sequencer; never two accounts.
 */
@NullMarked
package dev.tempest.sqlite;

import org.jspecify.annotations.NullMarked;
