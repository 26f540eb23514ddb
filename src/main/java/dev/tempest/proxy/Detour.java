package dev.tempest.proxy;

import java.util.Set;

/** What this server does about a method besides handing it on. Implemented by beans. */
public interface Detour {
  /** NSIDs; no two detours have one in common. */
  Set<String> methods();

  /** Answers {@code call}, with the help of the service that it is for. Blocks. */
  ProxyAnswer answer(ProxyCall call);
}
