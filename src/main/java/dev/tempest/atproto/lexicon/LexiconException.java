package dev.tempest.atproto.lexicon;

/** A document that is no lexicon, or data that does not fit its schema; the message says where. */
public final class LexiconException extends RuntimeException {
  LexiconException(String place, String problem) {
    super(place.isEmpty() ? problem : place + " " + problem, null, false, false); // expected
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
