/**
 * Identifier strings as types: parse once in the constructor, then carry the type. Spec: /specs/did
 * and its neighbours.
 */
@NullMarked
package dev.tempest.atproto.syntax;

import org.jspecify.annotations.NullMarked;
