package dev.tempest.identity;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.config.HttpUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A DID document as it was received, and what the protocol reads from it. Parts of other shapes are
 * passed over: the document is a stranger's. Spec: /specs/did, "DID Documents".
 */
public record DidDocument(Did id, Node.Obj json) {
  private static final String FRAGMENT_SIGNING_KEY = "#" + PlcData.SIGNING_KEY;
  private static final String FRAGMENT_PDS = "#" + PlcData.PDS;

  /** {@link DecodeException} unless it is an object with a DID for its {@code id}. */
  public static DidDocument of(Node json) {
    var object = JsonShape.object(json, "DID document");
    try {
      return new DidDocument(new Did(JsonShape.text(object, "id")), object);
    } catch (SyntaxException noDid) {
      throw new DecodeException("id is not a DID", 0);
    }
  }

  /** What the document claims; whether the handle leads back is for others to check. */
  public Optional<Handle> handle() {
    return items("alsoKnownAs")
        .mapMulti(
            (Node item, Consumer<String> name) -> {
              if (item instanceof Node.Text(String text)
                  && text.startsWith(PlcData.HANDLE_SCHEME)) {
                name.accept(text.substring(PlcData.HANDLE_SCHEME.length()));
              }
            })
        .findFirst()
        .flatMap(DidDocument::parseHandle);
  }

  /** The key that signs the account's repo and its service tokens. */
  public Optional<PublicKey> signingKey() {
    return key(FRAGMENT_SIGNING_KEY);
  }

  /** The origin of the server that hosts the account. */
  public Optional<URI> pds() {
    return service(FRAGMENT_PDS, PlcData.PDS_TYPE);
  }

  /** The verification key whose id ends in {@code fragment}, {@code "#…"}. */
  public Optional<PublicKey> key(String fragment) {
    return objects("verificationMethod")
        .filter(method -> hasId(method, fragment))
        .findFirst()
        .flatMap(DidDocument::parseKey);
  }

  /** The http or https endpoint of a service by the end of its id, {@code "#…"}, and its type. */
  public Optional<URI> service(String fragment, String type) {
    return service(fragment, service -> text(service, "type").filter(type::equals).isPresent());
  }

  /** Like {@link #service(String, String)}, of any type. */
  public Optional<URI> service(String fragment) {
    return service(fragment, _ -> true);
  }

  private Optional<URI> service(String fragment, Predicate<Node.Obj> condition) {
    return objects("service")
        .filter(service -> hasId(service, fragment))
        .findFirst()
        .filter(condition)
        .flatMap(service -> text(service, "serviceEndpoint"))
        .flatMap(HttpUrl::parse);
  }

  private boolean hasId(Node.Obj part, String fragment) {
    return text(part, "id")
        .filter(found -> found.equals(fragment) || found.equals(id.value() + fragment))
        .isPresent();
  }

  private Stream<Node> items(String name) {
    return json.fields().get(name) instanceof Node.Array(List<Node> items)
        ? items.stream()
        : Stream.empty();
  }

  private Stream<Node.Obj> objects(String name) {
    return items(name).filter(Node.Obj.class::isInstance).map(Node.Obj.class::cast);
  }

  private static Optional<String> text(Node.Obj object, String name) {
    return object.fields().get(name) instanceof Node.Text(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  private static Optional<Handle> parseHandle(String text) {
    try {
      return Optional.of(new Handle(text));
    } catch (SyntaxException noHandle) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> parseKey(Node.Obj method) {
    var multibase = text(method, "publicKeyMultibase");
    var type = text(method, "type");
    if (multibase.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    try {
      return switch (type.get()) {
        case "Multikey" -> Optional.of(PublicKey.parseMultibase(multibase.get()));
        case "EcdsaSecp256k1VerificationKey2019" ->
            Optional.of(PublicKey.parseBareMultibase(Curve.K256, multibase.get()));
        case "EcdsaSecp256r1VerificationKey2019" ->
            Optional.of(PublicKey.parseBareMultibase(Curve.P256, multibase.get()));
        default -> Optional.empty();
      };
    } catch (DecodeException noKey) {
      return Optional.empty();
    }
  }
}
