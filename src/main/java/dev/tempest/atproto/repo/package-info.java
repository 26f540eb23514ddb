/**
 * Signed commits and the plan of one: head and writes in, new blocks and signed commit out. Pure.
 * Spec: /specs/repository.
 */
@NullMarked
package dev.tempest.atproto.repo;

import org.jspecify.annotations.NullMarked;
