/**
 * Requests that this server hands on to others for its accounts: which go where, with whose token,
 * and how their answers come back. It knows no application; what a method needs besides is a {@link
 * dev.tempest.proxy.Detour}.
 */
@NullMarked
package dev.tempest.proxy;

import org.jspecify.annotations.NullMarked;
