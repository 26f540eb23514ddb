package dev.tempest.identity;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link PlcData} as the fields of an operation, and back. */
final class PlcFields {
  private PlcFields() {}

  static Map<String, Node> of(String type, PlcData data, @Nullable Cid prev) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("type", new Node.Text(type));
    fields.put("rotationKeys", texts(data.rotationKeys()));
    var methods = new LinkedHashMap<String, Node>();
    data.verificationMethods().forEach((name, key) -> methods.put(name, new Node.Text(key)));
    fields.put("verificationMethods", new Node.Obj(methods));
    fields.put("alsoKnownAs", texts(data.alsoKnownAs()));
    var services = new LinkedHashMap<String, Node>();
    data.services().forEach((name, service) -> services.put(name, service(service)));
    fields.put("services", new Node.Obj(services));
    fields.put("prev", prev == null ? Node.NULL : new Node.Text(prev.toString()));
    return fields;
  }

  private static Node texts(List<String> values) {
    return new Node.Array(values.stream().<Node>map(Node.Text::new).toList());
  }

  private static Node service(PlcData.Service service) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("type", new Node.Text(service.type()));
    fields.put("endpoint", new Node.Text(service.endpoint()));
    return new Node.Obj(fields);
  }

  static PlcData data(Node.Obj json) {
    return new PlcData(
        JsonShape.texts(json, "rotationKeys"),
        methods(
            JsonShape.object(JsonShape.field(json, "verificationMethods"), "verificationMethods")),
        JsonShape.texts(json, "alsoKnownAs"),
        services(JsonShape.object(JsonShape.field(json, "services"), "services")));
  }

  static Map<String, String> methods(Node.Obj json) {
    return JsonShape.map(json, node -> JsonShape.text(node, "verification method"));
  }

  static Map<String, PlcData.Service> services(Node.Obj json) {
    return JsonShape.map(json, PlcFields::service);
  }

  private static PlcData.Service service(Node node) {
    var service = JsonShape.object(node, "service");
    return new PlcData.Service(
        JsonShape.text(service, "type"), JsonShape.text(service, "endpoint"));
  }

  static PlcData legacyData(Node.Obj json) {
    String signingKey = JsonShape.text(json, "signingKey");
    return new PlcData(
        List.of(JsonShape.text(json, "recoveryKey"), signingKey),
        Map.of(PlcData.SIGNING_KEY, signingKey),
        List.of(prefixed(PlcData.HANDLE_SCHEME, JsonShape.text(json, "handle"))),
        Map.of(
            PlcData.PDS,
            new PlcData.Service(
                PlcData.PDS_TYPE, prefixed("https://", JsonShape.text(json, "service")))));
  }

  private static String prefixed(String prefix, String value) {
    return value.contains("://") ? value : prefix + value;
  }

  /** Null for a key that is neither K-256 nor P-256, which PLC keeps but nobody here can use. */
  static @Nullable PublicKey keyOrNull(String didKey) {
    try {
      return PublicKey.parseDidKey(didKey);
    } catch (DecodeException otherKind) {
      return null;
    }
  }
}
