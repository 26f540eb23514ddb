package dev.tempest.testing;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;

/** Random data of every kind, the same for the same seed. */
public final class Nodes {
  private static final int DEEPEST = 6;
  private static final int MOST_ITEMS = 8;
  private static final int[] ALPHABET =
      "abcdefgh$-_.é€\u0000\u007f\u0080\uffff\ue000😀\"\\\n".codePoints().toArray();

  private Nodes() {}

  /** An object, as records are. */
  public static Node.Obj object(SplittableRandom random) {
    return object(random, 1);
  }

  public static Cid cid(SplittableRandom random) {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    return Cid.ofDigest(random.nextBoolean() ? Cid.Codec.RAW : Cid.Codec.DAG_CBOR, digest);
  }

  private static Node.Obj object(SplittableRandom random, int depth) {
    var fields = new LinkedHashMap<String, Node>();
    for (int i = random.nextInt(MOST_ITEMS); i > 0; i--) {
      fields.put(text(random), node(random, depth + 1));
    }
    return new Node.Obj(fields);
  }

  private static Node.Array array(SplittableRandom random, int depth) {
    var items = new ArrayList<Node>();
    for (int i = random.nextInt(MOST_ITEMS); i > 0; i--) {
      items.add(node(random, depth + 1));
    }
    return new Node.Array(items);
  }

  private static Node node(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth < DEEPEST ? 8 : 6)) {
      case 0 -> Node.NULL;
      case 1 -> new Node.Bool(random.nextBoolean());
      case 2 -> new Node.Int(integer(random));
      case 3 -> new Node.Text(text(random));
      case 4 -> new Node.ByteString(bytes(random));
      case 5 -> new Node.Link(cid(random));
      case 6 -> array(random, depth);
      default -> object(random, depth);
    };
  }

  /** Of every length, up to what JSON can hold. */
  private static long integer(SplittableRandom random) {
    long value = random.nextLong() >>> random.nextInt(11, 64);
    return random.nextBoolean() ? value : -value;
  }

  private static String text(SplittableRandom random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(random.nextBoolean() ? 5 : 40); i > 0; i--) {
      text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  private static Bytes bytes(SplittableRandom random) {
    byte[] content = new byte[random.nextInt(random.nextBoolean() ? 5 : 300)];
    random.nextBytes(content);
    return Bytes.wrap(content);
  }
}
