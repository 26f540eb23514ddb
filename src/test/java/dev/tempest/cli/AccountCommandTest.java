package dev.tempest.cli;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** {@code tempest account}. */
@QuarkusTest
class AccountCommandTest {
  @Inject CommandRig rig;
  @Inject EmailCodes codes;

  @Test
  void showsOpenCodesAndLeavesATrace() {
    var account = TestAccount.create();
    String code = codes.issue(new Did(account.did()), Purpose.RESET_PASSWORD);
    var byHandle = rig.run("account", "codes", account.handle());
    assertThat(byHandle.exit()).isEqualTo(ExitCode.DONE);
    assertThat(byHandle.out()).matches("reset_password " + code + " \\(good for \\d+ s\\)\\R");
    assertThat(rig.run("account", "codes", account.did()).out()).contains(code);
    asAdmin()
        .get("/xrpc/_admin/audit?subject=" + account.did())
        .then()
        .body("entries[0].actor", equalTo("cli"))
        .body("entries[0].action", equalTo("account codes"))
        .body("entries[0].detail.purposes", equalTo("reset_password"));
  }

  @Test
  void saysWhenThereIsNoneAndWhenThereIsNobody() {
    var account = TestAccount.create();
    var none = rig.run("account", "codes", account.did());
    assertThat(none.exit()).isEqualTo(ExitCode.DONE);
    assertThat(none.out()).contains("no open codes");
    for (String nobody :
        new String[] {"nobody-here.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "!"}) {
      var outcome = rig.run("account", "codes", nobody);
      assertThat(outcome.exit()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(outcome.err()).contains("no such account");
    }
    assertThat(rig.run("account", "codes").exit()).isEqualTo(2);
  }
}
