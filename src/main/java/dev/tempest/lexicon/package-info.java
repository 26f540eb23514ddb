/**
 * The lexicons that this server knows: its own copy of the protocol's, the operator's files, and,
 * when asked to, those that their authorities publish as records in their repositories.
 *
 * <p>What is published is a stranger's word: it is fetched from public addresses only, within
 * limits of time and size, few at once, and believed when the record's proof is signed by the
 * authority's key. Knows nothing of writes and methods, which are checked where they come in.
 */
@NullMarked
package dev.tempest.lexicon;

import org.jspecify.annotations.NullMarked;
