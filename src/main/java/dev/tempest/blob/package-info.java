/** Upload, serving and reference-counted removal of blobs. */
@NullMarked
package dev.tempest.blob;

import org.jspecify.annotations.NullMarked;
