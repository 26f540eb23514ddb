package dev.tempest.atproto.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommitTest {
  private static final Tid REV = new Tid("3jqfcqzm3fo2j");
  private static final Commit COMMIT =
      Commit.sign(RepoFixture.DID, Mst.empty().root(), REV, RepoFixture.KEY);

  @ParameterizedTest
  @EnumSource(Curve.class)
  void itsSignerVerifiesItAndNobodyElse(Curve curve) {
    var key = RepoFixture.key(curve, 11);
    var commit = Commit.sign(RepoFixture.DID, Mst.empty().root(), REV, key);
    assertThat(commit.verify(key.publicKey())).isTrue();
    assertThat(commit.verify(RepoFixture.key(curve, 12).publicKey())).isFalse();
    var forged = new Commit(new Did("did:web:example.com"), commit.data(), REV, null, commit.sig());
    assertThat(forged.verify(key.publicKey())).isFalse();
  }

  @Test
  void isCanonicalAndComesBack() {
    assertThat(Commit.decode(COMMIT.encode())).isEqualTo(COMMIT);
    assertThat(DagCbor.encode(DagCbor.decode(COMMIT.encode()))).isEqualTo(COMMIT.encode());
    assertThat(COMMIT.cid()).isEqualTo(Cid.of(Cid.Codec.DAG_CBOR, COMMIT.encode()));
    var linked = new Commit(COMMIT.did(), COMMIT.data(), REV, COMMIT.cid(), COMMIT.sig());
    assertThat(Commit.decode(linked.encode())).isEqualTo(linked);
  }

  @Test
  void refusesOtherVersionsAndShapes() {
    assertRefused("version", new Node.Int(2));
    assertRefused("did", new Node.Text("no did"));
    assertRefused("rev", new Node.Text("no tid"));
    assertRefused("data", Node.NULL);
    assertRefused("sig", new Node.Text("text"));
    assertRefused("more", Node.NULL);
  }

  private static void assertRefused(String field, Node value) {
    if (!(DagCbor.decode(COMMIT.encode()) instanceof Node.Obj(var fields))) {
      throw new AssertionError("a commit is a map");
    }
    var changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    byte[] content = DagCbor.encode(new Node.Obj(changed));
    assertThatThrownBy(() -> Commit.decode(content)).isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesEveryCut() {
    byte[] content = COMMIT.encode();
    for (int length = 0; length < content.length; length++) {
      byte[] cut = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> Commit.decode(cut)).isInstanceOf(DecodeException.class);
    }
  }
}
