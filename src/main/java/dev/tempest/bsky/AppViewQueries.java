package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import dev.tempest.proxy.Forwarding;
import dev.tempest.proxy.ProxyCall;
import dev.tempest.proxy.Services;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Questions to the AppView in the name of somebody who asked something else. */
@Singleton
final class AppViewQueries {
  private static final int OK = 200;

  private final Services services;
  private final Forwarding forwarding;

  AppViewQueries(Services services, Forwarding forwarding) {
    this.services = services;
    this.forwarding = forwarding;
  }

  /** Empty when there is no good answer, whatever the reason. */
  Optional<Node.Obj> get(ProxyCall call, Nsid method, String... parameters) {
    var question = call.query(method, query(parameters));
    try {
      var answer = forwarding.send(question, services.require(question.to(), method));
      try (var content = answer.content()) {
        return answer.status() == OK
            ? CollectedAnswer.read(content).json(answer)
            : Optional.empty();
      }
    } catch (Refusal noAnswer) {
      return Optional.empty();
    }
  }

  private static String query(String... parameters) {
    var query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      query
          .append(i == 0 ? "" : "&")
          .append(parameters[i])
          .append('=')
          .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return query.toString();
  }
}
