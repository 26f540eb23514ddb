package dev.tempest.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The operating system's resolver, which knows no deadline of its own: hence a thread per name. */
final class SystemNameLookup implements NameLookup {
  @Override
  public List<InetAddress> lookup(String host, Duration time) throws InterruptedException {
    var lookup = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
    Thread.ofVirtual().name("name-lookup").start(lookup);
    try {
      return lookup.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return List.of();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownHostException) {
        return List.of();
      }
      throw new IllegalStateException(failure.getCause());
    }
  }
}
