package dev.tempest.testing;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A service token as its receiver reads it. */
public record ServiceToken(Node.Obj header, Node.Obj claims, String signed, String signature) {
  public static ServiceToken parse(String token) {
    String[] parts = token.split("\\.", -1);
    return new ServiceToken(json(parts[0]), json(parts[1]), parts[0] + "." + parts[1], parts[2]);
  }

  private static Node.Obj json(String part) {
    return DagJson.parse(Base64.getUrlDecoder().decode(part));
  }

  public boolean isSignedBy(PublicKey key) {
    return key.verify(
        signed.getBytes(StandardCharsets.UTF_8), Base64.getUrlDecoder().decode(signature));
  }

  public String claim(String name) {
    return claims.fields().get(name) instanceof Node.Text(var text) ? text : "";
  }

  public long number(String name) {
    return claims.fields().get(name) instanceof Node.Int(var value) ? value : -1;
  }
}
