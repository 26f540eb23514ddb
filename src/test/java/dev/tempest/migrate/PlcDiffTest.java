package dev.tempest.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.identity.PlcData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlcDiffTest {
  private static PlcData data(List<String> keys, String pds, Map<String, String> methods) {
    return new PlcData(
        keys,
        methods,
        List.of("at://a.test"),
        Map.of("atproto_pds", new PlcData.Service("AtprotoPersonalDataServer", pds)));
  }

  @Test
  void showsWhatComesAndGoesAndWhatOutranksWhat() {
    var before =
        data(List.of("did:key:old", "did:key:mine"), "https://old", Map.of("atproto", "a"));
    var after =
        data(
            List.of("did:key:mine", "did:key:new"),
            "https://new",
            Map.of("atproto", "b", "label", "c"));
    assertThat(PlcDiff.lines(before, after))
        .containsExactly(
            "  services.atproto_pds",
            "  - AtprotoPersonalDataServer https://old",
            "  + AtprotoPersonalDataServer https://new",
            "  verificationMethods.atproto",
            "  - a",
            "  + b",
            "  verificationMethods.label",
            "  + c",
            "  rotationKeys",
            "  - did:key:old",
            "    did:key:mine",
            "  + did:key:new");
  }

  @Test
  void saysNothingOfWhatStays() {
    var data = data(List.of("k"), "https://old", Map.of());
    assertThat(PlcDiff.lines(data, data)).isEmpty();
  }
}
