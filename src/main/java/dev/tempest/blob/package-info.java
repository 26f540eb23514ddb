/**
 * Upload, serving and reference-counted removal of blobs.
 *
 * <p>A blob's content lies in the {@link dev.tempest.blob.BlobStore}, its type and size in {@code
 * account.sqlite}, and the records that refer to it in the account's repo file. It is temporary
 * from its upload until a commit refers to it; then it is made permanent <em>before</em> that
 * commit is on disk, and removed <em>after</em> the commit that drops its last reference. So a
 * crash leaves a file too many, which the sweep removes, and never one too few.
 *
 * <p>Whatever changes the fate of a blob does so under its account's lock ({@link
 * dev.tempest.blob.BlobReferences#withLock}). Lock order: the account's repo file, then {@code
 * account.sqlite}.
 */
@NullMarked
package dev.tempest.blob;

import org.jspecify.annotations.NullMarked;
