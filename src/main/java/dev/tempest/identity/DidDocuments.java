package dev.tempest.identity;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes DID documents, in the shape of the PLC directory's. */
public final class DidDocuments {
  private static final List<String> CONTEXT =
      List.of(
          "https://www.w3.org/ns/did/v1",
          "https://w3id.org/security/multikey/v1",
          "https://w3id.org/security/suites/secp256k1-2019/v1");

  private DidDocuments() {}

  /** What the directory answers for {@code did}. */
  static DidDocument ofPlc(Did did, PlcData data) {
    var methods = new ArrayList<Node>();
    data.verificationMethods().forEach((name, key) -> methods.add(method(did, name, key)));
    var services = new ArrayList<Node>();
    data.services().forEach((name, service) -> services.add(service(name, service)));
    return document(did, data.alsoKnownAs(), methods, services);
  }

  /** The one account of a server that hosts it as {@code did:web}. */
  public static DidDocument ofWebAccount(Did did, Handle handle, PublicKey signingKey, URI pds) {
    return ofPlc(did, PlcData.ofAccount(handle, signingKey, pds, List.of()));
  }

  /** A server: no keys, no names. */
  public static DidDocument ofServer(Did did, URI pds) {
    var service = new PlcData.Service(PlcData.PDS_TYPE, pds.toString());
    return document(did, List.of(), List.of(), List.of(service(PlcData.PDS, service)));
  }

  private static DidDocument document(
      Did did, List<String> alsoKnownAs, List<Node> methods, List<Node> services) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("@context", texts(CONTEXT));
    fields.put("id", new Node.Text(did.value()));
    fields.put("alsoKnownAs", texts(alsoKnownAs));
    fields.put("verificationMethod", new Node.Array(methods));
    fields.put("service", new Node.Array(services));
    return new DidDocument(did, new Node.Obj(fields));
  }

  private static Node method(Did did, String name, String didKey) {
    return object(
        Map.entry("id", did + "#" + name),
        Map.entry("type", "Multikey"),
        Map.entry("controller", did.value()),
        Map.entry("publicKeyMultibase", multibase(didKey)));
  }

  private static Node service(String name, PlcData.Service service) {
    return object(
        Map.entry("id", "#" + name),
        Map.entry("type", service.type()),
        Map.entry("serviceEndpoint", service.endpoint()));
  }

  private static String multibase(String didKey) {
    String prefix = "did:key:";
    if (!didKey.startsWith(prefix)) {
      throw new DecodeException("not a did:key", 0);
    }
    return didKey.substring(prefix.length());
  }

  @SafeVarargs
  private static Node object(Map.Entry<String, String>... fields) {
    var object = new LinkedHashMap<String, Node>();
    for (var field : fields) {
      object.put(field.getKey(), new Node.Text(field.getValue()));
    }
    return new Node.Obj(object);
  }

  private static Node texts(List<String> values) {
    return new Node.Array(values.stream().<Node>map(Node.Text::new).toList());
  }
}
