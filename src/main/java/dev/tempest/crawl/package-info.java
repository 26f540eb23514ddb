/**
 * Relays, which crawl this server: they are told that there is something new, and told again when
 * somebody asks for it. Nothing that is written waits for them.
 */
@NullMarked
package dev.tempest.crawl;

import org.jspecify.annotations.NullMarked;
