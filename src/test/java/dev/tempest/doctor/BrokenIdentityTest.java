package dev.tempest.doctor;

import static dev.tempest.doctor.Expect.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.identity.IdentityConfig;
import dev.tempest.identity.OutsideWorld;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcOperation;
import dev.tempest.secret.Secrets;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Accounts that the network does not find here, and a directory that fails. */
class BrokenIdentityTest extends InstallationTest {
  @Test
  void directoryThatFails() {
    installation.settings.put("tempest.plc-url", installation.appView.origin());
    installation.appView.on("/", (request, _) -> request.response().setStatusCode(503).end());
    assertFails(installation.only("plc"), "answers 503", "TEMPEST_PLC_URL");
    assertFails(installation.only("identity"), "1 of 1 accounts cannot be looked up", "--only plc");
    installation.unplug("tempest.plc-url");
    assertFails(
        installation.only("plc"), "does not answer", "TEMPEST_PLC_URL=https://plc.directory");
    installation.settings.put("tempest.plc-url", "embedded");
    assertThat(installation.only("plc").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  private void republish(UnaryOperator<PlcData> change) {
    var keys =
        OutsideWorld.rotationKeys(
            installation.config(IdentityConfig.class), Secrets.of(TestVolume.SECRET));
    var last = installation.plc.directory().lastOperation(installation.did).orElseThrow();
    installation
        .plc
        .directory()
        .submit(
            installation.did,
            PlcOperation.update(
                change.apply(last.data().orElseThrow()), last.cid(), keys.signer()));
  }

  @Test
  void accountsThatAreElsewhere() {
    installation.world.handles.clear();
    assertFails(installation.only("identity"), "leads to nobody", "_atproto.alice.test TXT");
    installation.world.handles.put("alice.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    assertFails(installation.only("identity"), "leads to did:plc:aaaa", "TXT");
    republish(data -> data.withHandle(new Handle("bob.test")));
    assertFails(installation.only("identity"), "names bob.test", "sets it again");
    republish(data -> data.withHandle(new Handle("alice.test")));
    installation.world.handles.put("alice.test", installation.did.value());
    republish(data -> data.withPds(URI.create("https://pds.elsewhere.example.com")));
    republish(data -> data.withSigningKey(TestVolume.newKey().publicKey()));
    var findings = installation.look("identity");
    assertThat(findings).hasSize(2);
    assertFails(findings.getFirst(), "names https://pds.elsewhere.example.com", "account show");
    assertFails(findings.getLast(), "another signing key", "account show");
    republish(
        data ->
            new PlcData(
                List.of(TestVolume.newKey().publicKey().toDidKey()),
                data.verificationMethods(),
                data.alsoKnownAs(),
                data.services()));
    assertThat(installation.look("identity").getLast().remedy())
        .contains("TEMPEST_PLC_ROTATION_KEY");
    var nobody = new Did("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb");
    installation.volume.account(nobody, "nobody.test", TestVolume.newKey());
    assertThat(installation.look("identity"))
        .anySatisfy(finding -> assertFails(finding, "no DID document", "TEMPEST_PLC_URL"));
  }
}
