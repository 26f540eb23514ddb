/**
 * What Bluesky's app expects of a PDS besides the protocol: preferences that stay here, methods
 * that are re-targeted, and answers of the AppView that show what their reader wrote a moment ago.
 * Views are trees of nodes: their lexicons are the AppView's, and what it adds must pass unchanged.
 */
@NullMarked
package dev.tempest.bsky;

import org.jspecify.annotations.NullMarked;
