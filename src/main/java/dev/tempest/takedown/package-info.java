/**
 * Which records and blobs the operator took down. Accounts have a status of their own; what a
 * takedown hides is the business of the features that show things.
 */
@NullMarked
package dev.tempest.takedown;

import org.jspecify.annotations.NullMarked;
