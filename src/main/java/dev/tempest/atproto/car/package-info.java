/**
 * Streaming reader and writer of CAR v1 files. Spec: /specs/repository, "CAR File Serialization".
 */
@NullMarked
package dev.tempest.atproto.car;

import org.jspecify.annotations.NullMarked;
