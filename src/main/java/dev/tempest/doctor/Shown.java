package dev.tempest.doctor;

import java.time.Duration;

/** Times as people read them. */
final class Shown {
  private Shown() {}

  static String time(Duration time) {
    if (time.toDays() > 1) {
      return time.toDays() + " days";
    }
    if (time.toHours() > 1) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toSeconds() + " s";
  }
}
