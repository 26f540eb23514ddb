package dev.tempest.mail;

import java.util.Locale;

/** What a code is good for. An account has one code for each at most. */
public enum Purpose {
  CONFIRM_EMAIL,
  UPDATE_EMAIL,
  RESET_PASSWORD,
  DELETE_ACCOUNT,
  PLC_OPERATION;

  /** The name in the database and for the operator: {@code confirm_email}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Purpose of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
