package dev.tempest.proxy;

import dev.tempest.auth.GuardedMethods;
import dev.tempest.fault.Refusal;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers methods that this server does not have, by way of services that do. Blocks. */
@Singleton
public final class Proxy {
  private final Services services;
  private final Forwarding forwarding;
  private final Map<String, Detour> detours = new HashMap<>();

  Proxy(Services services, Forwarding forwarding, @All List<Detour> detours) {
    this.services = services;
    this.forwarding = forwarding;
    for (Detour detour : detours) {
      detour.methods().forEach(method -> this.detours.put(method, detour));
    }
  }

  public ProxyAnswer answer(ProxyCall call) {
    requireAllowed(call);
    Detour detour = detours.get(call.method().value());
    return detour == null ? forward(call) : detour.answer(call);
  }

  /** Without a look at what the session may do elsewhere. */
  ProxyAnswer forward(ProxyCall call) {
    return forwarding.send(call, services.require(call.to(), call.method()));
  }

  private static void requireAllowed(ProxyCall call) {
    if (!GuardedMethods.mayDelegate(call.caller().scope(), call.method())) {
      throw new Refusal.Invalid("InvalidToken", "Bad token method");
    }
  }
}
