package dev.tempest.identity;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Handle;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a did:plc operation says about its DID. Spec: did:plc v0.2, "Operation Serialization".
 *
 * @param rotationKeys {@code did:key}s that may sign the next operation, the most powerful first
 * @param verificationMethods {@code did:key} by name; {@code atproto} signs the repo
 * @param alsoKnownAs URIs, of which the first {@code at://…} is the handle
 * @param services by name; {@code atproto_pds} hosts the account
 */
public record PlcData(
    List<String> rotationKeys,
    Map<String, String> verificationMethods,
    List<String> alsoKnownAs,
    Map<String, Service> services) {
  /** Where something of the DID is served. */
  public record Service(String type, String endpoint) {}

  /** Of {@link #verificationMethods}. */
  public static final String SIGNING_KEY = "atproto";

  /** Of {@link #services}. */
  public static final String PDS = "atproto_pds";

  static final String PDS_TYPE = "AtprotoPersonalDataServer";
  static final String HANDLE_SCHEME = "at://";

  public PlcData {
    rotationKeys = List.copyOf(rotationKeys);
    verificationMethods = Collections.unmodifiableMap(new LinkedHashMap<>(verificationMethods));
    alsoKnownAs = List.copyOf(alsoKnownAs);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  /** An account on the PDS whose origin is {@code pds}. */
  public static PlcData ofAccount(
      Handle handle, PublicKey signingKey, URI pds, List<PublicKey> rotationKeys) {
    return new PlcData(
        rotationKeys.stream().map(PublicKey::toDidKey).toList(),
        Map.of(SIGNING_KEY, signingKey.toDidKey()),
        List.of(HANDLE_SCHEME + handle),
        Map.of(PDS, new Service(PDS_TYPE, pds.toString())));
  }

  /** The handle in place of the former one; other names stay. */
  public PlcData withHandle(Handle handle) {
    var names = new ArrayList<>(alsoKnownAs);
    int former = 0;
    while (former < names.size() && !names.get(former).startsWith(HANDLE_SCHEME)) {
      former++;
    }
    if (former == names.size()) {
      names.addFirst(HANDLE_SCHEME + handle);
    } else {
      names.set(former, HANDLE_SCHEME + handle);
    }
    return new PlcData(rotationKeys, verificationMethods, names, services);
  }

  public PlcData withSigningKey(PublicKey key) {
    var methods = new LinkedHashMap<>(verificationMethods);
    methods.put(SIGNING_KEY, key.toDidKey());
    return new PlcData(rotationKeys, methods, alsoKnownAs, services);
  }

  public PlcData withRotationKeys(List<String> keys) {
    return new PlcData(keys, verificationMethods, alsoKnownAs, services);
  }

  public PlcData withPds(URI pds) {
    var moved = new LinkedHashMap<>(services);
    moved.put(PDS, new Service(PDS_TYPE, pds.toString()));
    return new PlcData(rotationKeys, verificationMethods, alsoKnownAs, moved);
  }
}
