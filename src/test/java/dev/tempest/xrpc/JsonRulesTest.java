package dev.tempest.xrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.Tid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRulesTest {
  private static final String ALL =
      """
      {"did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","handle":"alice.test","repo":"alice.test",\
      "uri":"at://alice.test/app.bsky.feed.post/3jzfcijpj2z2a","nsid":"app.bsky.feed.post",\
      "rkey":"self","rev":"3jzfcijpj2z2a",\
      "cid":"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a",\
      "value":{"a":[1,null,{"$bytes":"AQI"}]}}""";

  private final ObjectMapper mapper = new ObjectMapper();

  JsonRulesTest() {
    new JsonRules().customize(mapper);
  }

  record All(
      Did did,
      Handle handle,
      AtIdentifier repo,
      AtUri uri,
      Nsid nsid,
      RecordKey rkey,
      Tid rev,
      Cid cid,
      Node value) {}

  enum Colour {
    RED,
    GREEN
  }

  record Item(String name, @Nullable Integer count) {}

  record Order(
      List<Item> items,
      @Nullable Colour colour,
      Node.@Nullable Obj extra,
      @Nullable Boolean gift) {}

  @Test
  void readsAndWritesEveryValueType() throws JsonProcessingException {
    var all = mapper.readValue(ALL, All.class);
    assertThat(all.repo()).isEqualTo(new Handle("alice.test"));
    assertThat(mapper.writeValueAsString(all)).isEqualTo(ALL);
  }

  @Test
  void leavesOutWhatIsAbsent() throws JsonProcessingException {
    var order = mapper.readValue("{\"items\":[{\"name\":\"x\"}]}", Order.class);
    assertThat(order).isEqualTo(new Order(List.of(new Item("x", null)), null, null, null));
    assertThat(mapper.writeValueAsString(order)).isEqualTo("{\"items\":[{\"name\":\"x\"}]}");
    assertThat(mapper.readValue("{\"items\":[],\"gift\":null}", Order.class).gift()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                        | Input must have the property "items"
          {"items":null}                            | Input must have the property "items"
          {"items":{}}                              | items must be an array
          {"items":"x"}                             | items must be an array
          {"items":[null]}                          | Input must have the property "items
          {"items":[{"name":"x"},{}]}               | Input must have the property "items/1/name"
          {"items":[{"name":"x","count":"1"}]}      | items/0/count must be an integer
          {"items":[{"name":"x","count":1.0}]}      | items/0/count must be an integer
          {"items":[{"name":"x","count":1.5}]}      | items/0/count must be an integer
          {"items":[{"name":"x","count":9999999999}]} | Input is not valid JSON: Numeric value
          {"items":[{"name":7}]}                    | items/0/name must be a string
          {"items":[5]}                             | items/0 must be an object
          {"items":[],"colour":"BLUE"}              | colour must be one of: RED, GREEN
          {"items":[],"gift":"yes"}                 | gift must be a boolean
          {"items":[],"extra":[]}                   | extra: data is not an object
          {"items":[],"extra":{"a":1.5}}            | extra:
          {"items":[],"extra":{"$link":"nope"}}     | extra:
          {"items":[],"items":[]}                   | Duplicate field 'items'
          {"items":[],"extra":{"a":1,"a":2}}        | uplicate
          """)
  void namesTheField(String json, String message) {
    assertThatThrownBy(() -> mapper.readValue(json, Order.class))
        .isInstanceOfSatisfying(
            JsonProcessingException.class,
            fault -> assertThat(JsonFault.refusal(fault)).hasMessageContaining(message));
  }

  @Test
  void namesWhatIsNotAValue() {
    String json = ALL.replace("did:plc:ewvi7nxzyoun6zhxrhs64oiz", "nonsense");
    assertThatThrownBy(() -> mapper.readValue(json, All.class))
        .isInstanceOfSatisfying(
            JsonProcessingException.class,
            fault ->
                assertThat(JsonFault.refusal(fault)).hasMessage("did: not a valid did: nonsense"));
  }
}
