/**
 * The data model: byte strings, CIDs, {@link dev.tempest.atproto.data.Node} trees, and their
 * DAG-CBOR and DAG-JSON forms. Pure: knows no HTTP, SQL or Quarkus. Spec: /specs/data-model.
 *
 * <p>Tricky bits:
 *
 * <ul>
 *   <li>Data is identified by the hash of its DAG-CBOR form, so there is exactly one such form.
 *       {@link dev.tempest.atproto.data.CborReader} refuses every other one; what it accepts
 *       encodes to the same bytes again.
 *   <li>Map keys are ordered by their length in UTF-8, then by their bytes. That is the order of
 *       their encoded forms, and not the order of Java's strings.
 *   <li>Strangers write what is read here. Depth, items and texts have {@link
 *       dev.tempest.atproto.data.Limits}, and a declared length costs nothing until its bytes are
 *       there.
 *   <li>DAG-JSON keeps the order of fields for people; integers stay within 53 bits, which is what
 *       JavaScript reads exactly. DAG-CBOR from elsewhere may hold 64 bits.
 * </ul>
 */
@NullMarked
package dev.tempest.atproto.data;

import org.jspecify.annotations.NullMarked;
