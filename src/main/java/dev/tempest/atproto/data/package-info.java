/**
 * The data model: byte strings, CIDs, {@link dev.tempest.atproto.data.Node} trees, and their
 * DAG-CBOR and DAG-JSON forms. Pure: knows no HTTP, SQL or Quarkus. Spec: /specs/data-model.
 */
@NullMarked
package dev.tempest.atproto.data;

import org.jspecify.annotations.NullMarked;
