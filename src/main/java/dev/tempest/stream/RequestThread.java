package dev.tempest.stream;

import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** Takes what belongs to a request, such as its id in the log, to a thread of ours. */
public final class RequestThread {
  private RequestThread() {}

  /** {@code task} for another thread; to be called on one that works for the request. */
  public static Runnable carrying(Runnable task) {
    return Vertx.currentContext() instanceof ContextInternal context
        ? () -> context.dispatch(task)
        : task;
  }
}
