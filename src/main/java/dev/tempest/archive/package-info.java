/**
 * The archive of a folder: one ZIP of its files, {@code manifest.json} first, in age when there is
 * a passphrase. Written and read as a stream, in memory that does not grow with what is inside.
 *
 * <p>The ZIP is of one kind only ({@link dev.tempest.archive.ZipLayout}) and lists the files in the
 * order of the manifest. So the reader needs no parser that could be deceived: it knows each byte
 * that is not content before it comes, takes no name from the archive, and whatever differs is
 * refused. Any ZIP tool opens what is written here; an archive packed by another tool is not read.
 *
 * <p>Knows nothing of what the files are: the manifest is read by the caller.
 */
@NullMarked
package dev.tempest.archive;

import org.jspecify.annotations.NullMarked;
