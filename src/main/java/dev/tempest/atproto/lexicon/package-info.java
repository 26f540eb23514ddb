/**
 * Lexicons: the schemas of records and methods, and data checked against them. Spec:
 * /specs/lexicon.
 *
 * <p>A {@link dev.tempest.atproto.lexicon.Lexicon} is one document. Its definitions are {@link
 * dev.tempest.atproto.lexicon.Schema}s, which name others by {@link
 * dev.tempest.atproto.lexicon.SchemaRef}: a {@link dev.tempest.atproto.lexicon.LexiconSource} finds
 * those while a {@link dev.tempest.atproto.lexicon.Validator} runs, so that documents may come late
 * and from anywhere.
 *
 * <p>A definition is never itself a reference or a union, so that every step through a reference
 * goes one level down in the data: hostile schemas cannot loop, and data is no deeper than the data
 * model lets it be.
 */
@NullMarked
package dev.tempest.atproto.lexicon;

import org.jspecify.annotations.NullMarked;
