package dev.tempest.bench;

import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A post of ordinary size. */
final class Post {
  private static final String TEXT =
      " of water people from oil long find day did get come made may part over new sound take only";

  private Post() {}

  static Node node(int number) {
    Map<String, Node> fields = new LinkedHashMap<>();
    fields.put("text", new Node.Text("#" + number + TEXT));
    fields.put("$type", new Node.Text("app.bsky.feed.post"));
    fields.put("langs", new Node.Array(List.of(new Node.Text("en"))));
    fields.put("createdAt", new Node.Text("2026-01-01T00:00:00.000Z"));
    return new Node.Obj(fields);
  }

  static byte[] encoded(int number) {
    return DagCbor.encode(node(number));
  }
}
