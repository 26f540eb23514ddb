/**
 * Letters to people, and the codes in them. A code proves that somebody reads the account's e-mail;
 * where there is no e-mail it is made all the same, and the operator tells it.
 */
@NullMarked
package dev.tempest.mail;

import org.jspecify.annotations.NullMarked;
