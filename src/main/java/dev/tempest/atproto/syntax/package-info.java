/**
 * Identifier strings as types: parse once in the constructor, then carry the type. Spec: /specs/did
 * and its neighbours.
 *
 * <p>A type keeps its text as it came, since texts are part of signed records; only a {@link
 * dev.tempest.atproto.syntax.Handle} is lowered, for it is looked up and never signed. Syntax is
 * all that is checked: that a DID resolves or a language exists is not known here.
 */
@NullMarked
package dev.tempest.atproto.syntax;

import org.jspecify.annotations.NullMarked;
