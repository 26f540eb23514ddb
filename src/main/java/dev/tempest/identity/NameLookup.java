package dev.tempest.identity;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** The addresses of a host name. */
@FunctionalInterface
interface NameLookup {
  /** None when there are none or the time is over. */
  List<InetAddress> lookup(String host, Duration time) throws InterruptedException;
}
