/**
 * The operator's methods: {@code com.atproto.admin.*}, and {@code _admin/*} beside the protocol.
 * What they change is changed by services of the features; here it is decoded, audited and
 * answered.
 */
@NullMarked
package dev.tempest.admin;

import org.jspecify.annotations.NullMarked;
