package dev.tempest.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for those who must be told of one before they listen at it. */
public final class FreePort {
  /**
   * Below those that the system gives away: whoever asks it for any, and every connection that goes
   * out, would otherwise be given this one as likely as another, and before it is used.
   */
  private static final int FIRST = 15_000;

  private static final int COUNT = 15_000;

  /** The last one, shared by all class loaders of the JVM: none is named twice. */
  private static final String LAST = "tempest.test.port";

  private FreePort() {}

  /** One that nobody listens at, and that nobody else in this JVM is told of. */
  public static int next() {
    synchronized (System.getProperties()) {
      int port = Integer.getInteger(LAST, FIRST + ThreadLocalRandom.current().nextInt(COUNT));
      for (int tried = 0; tried < COUNT; tried++) {
        port = FIRST + (port + 1 - FIRST) % COUNT;
        if (isFree(port)) {
          System.setProperty(LAST, Integer.toString(port));
          return port;
        }
      }
      throw new IllegalStateException("no port is free");
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
