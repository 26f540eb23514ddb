/**
 * Streaming reader and writer of CAR v1 files. Spec: /specs/repository, "CAR File Serialization".
 *
 * <p>A file is a sequence of sections, each after its length as a varint: first a header of
 * DAG-CBOR that names the roots, then blocks, each a CID and the bytes that it identifies. The
 * reader trusts no digest and no length; what the blocks mean is not its business.
 */
@NullMarked
package dev.tempest.atproto.car;

import org.jspecify.annotations.NullMarked;
