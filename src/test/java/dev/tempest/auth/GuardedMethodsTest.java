package dev.tempest.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Nsid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedMethodsTest {
  @ParameterizedTest
  @CsvSource({
    "app.bsky.feed.getTimeline, true, true, true, false",
    "chat.bsky.convo.listConvos, true, true, false, false",
    "com.atproto.server.createAccount, true, true, false, true",
    "com.atproto.server.getSession, false, false, false, false",
    "com.atproto.identity.signPlcOperation, false, false, false, false",
    "Chat.bsky.convo.listConvos, true, true, false, false",
    "chat.BSKY.convo.listConvos, true, true, false, false",
    "com.atproto.server.createaccount, true, true, false, false",
    "com.atproto.identity.signplcoperation, false, false, false, false",
    "chat.bskyish.convo.listConvos, true, true, true, false",
    ", true, true, true, false"
  })
  void delegates(
      String method, boolean access, boolean privileged, boolean appPassword, boolean takendown) {
    Nsid nsid = method == null ? null : new Nsid(method);
    assertThat(GuardedMethods.mayDelegate(Scope.ACCESS, nsid)).isEqualTo(access);
    assertThat(GuardedMethods.mayDelegate(Scope.PRIVILEGED_APP_PASSWORD, nsid))
        .isEqualTo(privileged);
    assertThat(GuardedMethods.mayDelegate(Scope.APP_PASSWORD, nsid)).isEqualTo(appPassword);
    assertThat(GuardedMethods.mayDelegate(Scope.TAKENDOWN, nsid)).isEqualTo(takendown);
    assertThat(GuardedMethods.mayDelegate(Scope.REFRESH, nsid)).isFalse();
  }
}
