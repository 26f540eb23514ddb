package dev.tempest.atproto.repo;

import static dev.tempest.atproto.repo.RepoFixture.create;
import static dev.tempest.atproto.repo.RepoFixture.delete;
import static dev.tempest.atproto.repo.RepoFixture.record;
import static dev.tempest.atproto.repo.RepoFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.syntax.Tid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitPlanTest {
  private final RepoFixture repo = new RepoFixture();

  @Test
  void theFirstCommitIsOfTheEmptyTree() {
    CommitPlan plan = repo.commit();
    assertThat(plan.previous()).isNull();
    assertThat(plan.head().data()).isEqualTo(Mst.empty().root());
    assertThat(plan.newNodes()).containsOnlyKeys(Mst.empty().root());
    assertThat(plan.removedNodes()).isEmpty();
    assertThat(plan.ops()).isEmpty();
    repo.assertStoreIsTheTree();
  }

  @Test
  void signsWhatTheHeadNames() {
    repo.commit();
    CommitPlan plan = repo.commit(create("com.example.c/a", "one"));
    Commit commit = Commit.decode(plan.commitBlock().unwrap());
    assertThat(commit.verify(RepoFixture.KEY.publicKey())).isTrue();
    assertThat(commit.did()).isEqualTo(RepoFixture.DID);
    assertThat(commit.prev()).isNull();
    assertThat(plan.head()).isEqualTo(new Head(commit.cid(), commit.rev(), commit.data()));
  }

  @Test
  void opsStandInTheOrderOfTheWritesWithWhatTheyReplace() {
    repo.commit(create("com.example.c/b", "b"), create("com.example.c/c", "c"));
    CommitPlan plan =
        repo.commit(
            update("com.example.c/c", "C"),
            delete("com.example.c/b"),
            create("com.example.c/a", "a"));
    assertThat(plan.ops())
        .containsExactly(
            new RepoOp.Update(RepoFixture.path("com.example.c/c"), cid("C"), cid("c")),
            new RepoOp.Delete(RepoFixture.path("com.example.c/b"), cid("b")),
            new RepoOp.Create(RepoFixture.path("com.example.c/a"), cid("a")));
    assertThat(plan.ops().stream().map(RepoOp::action))
        .containsExactly("update", "delete", "create");
  }

  private static Cid cid(String text) {
    return RepoFixture.cid(record(text));
  }

  @Test
  void theCarHoldsCommitNodesAndNewRecords() throws IOException {
    repo.commit(create("com.example.c/b", "b"));
    CommitPlan plan = repo.commit(create("com.example.c/a", "a"), delete("com.example.c/b"));
    var reader = new CarReader(new ByteArrayInputStream(plan.car().unwrap()), Limits.BLOCK);
    assertThat(reader.roots()).containsExactly(plan.head().commit());
    List<Cid> blocks = new ArrayList<>();
    for (var block = reader.next(); block != null; block = reader.next()) {
      blocks.add(block.cid());
    }
    assertThat(blocks.getFirst()).isEqualTo(plan.head().commit());
    assertThat(blocks).doesNotHaveDuplicates().containsAll(plan.newNodes().keySet());
    assertThat(blocks).contains(cid("a")).doesNotContain(cid("b"));
  }

  @Test
  void oneRecordAtTwoPathsIsOneBlock() {
    CommitPlan plan = repo.commit(create("com.example.c/a", "x"), create("com.example.c/b", "x"));
    assertThat(plan.ops()).hasSize(2);
    repo.assertStoreIsTheTree();
  }

  @Test
  void decodedNodesAreTheNewOnes() {
    repo.commit(create("com.example.c/a", "a"));
    CommitPlan plan = repo.plan(create("com.example.c/b", "b"));
    assertThat(plan.decodedNodes().keySet()).isEqualTo(plan.newNodes().keySet());
    plan.decodedNodes()
        .forEach((cid, node) -> assertThat(node.encoded()).isEqualTo(plan.newNodes().get(cid)));
  }

  @Test
  void refusesWritesThatDoNotFitTheRepository() {
    repo.commit(create("com.example.c/a", "a"));
    assertRefused(RepoException.Kind.EXISTS, create("com.example.c/a", "b"));
    assertRefused(RepoException.Kind.MISSING, update("com.example.c/b", "b"));
    assertRefused(RepoException.Kind.MISSING, delete("com.example.c/b"));
    assertRefused(RepoException.Kind.UNCHANGED, update("com.example.c/a", "a"));
    assertRefused(
        RepoException.Kind.DUPLICATE, delete("com.example.c/a"), create("com.example.c/a", "b"));
  }

  private void assertRefused(RepoException.Kind kind, Write... writes) {
    assertThatThrownBy(() -> repo.plan(writes))
        .isInstanceOfSatisfying(RepoException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void takesTwoHundredWritesAndNoMore() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < CommitPlan.MOST_WRITES; i++) {
      writes.add(create("com.example.c/" + i, "text " + i));
    }
    assertThat(repo.plan(writes).ops()).hasSize(200);
    writes.add(create("com.example.c/more", "more"));
    assertRefused(RepoException.Kind.TOO_MANY, writes.toArray(Write[]::new));
  }

  @Test
  void theCarMayHaveTwoMillionBytesAndNoMore() {
    int overhead = 2 * repo.plan(big(0, 900_000), big(1, 900_000)).car().length() - 3_600_000;
    assertThat(overhead).isPositive();
    int room = 2_000_000 - repo.plan(big(0, 900_000), big(1, 900_000)).car().length();
    assertThat(repo.plan(big(0, 900_000), big(1, 900_000 + room)).car().length())
        .isEqualTo(2_000_000);
    assertRefused(RepoException.Kind.TOO_LARGE, big(0, 900_000), big(1, 900_000 + room + 1));
    assertRefused(RepoException.Kind.TOO_LARGE, big(0, 1_000_000), big(1, 1_100_000));
  }

  private static Write big(int path, int length) {
    return create("com.example.c/" + path, Integer.toString(path).repeat(length));
  }

  @Test
  void revisionsOnlyGrow() {
    repo.commit();
    Head head = repo.requireHead();
    Tid older = Tid.of(head.rev().micros() - 1, 0);
    for (Tid rev : List.of(head.rev(), older)) {
      assertThatThrownBy(
              () -> CommitPlan.of(RepoFixture.DID, head, repo, List.of(), rev, RepoFixture.KEY))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aCommitWithoutWritesKeepsTheTree() {
    repo.commit(create("com.example.c/a", "a"));
    CommitPlan plan = repo.commit();
    assertThat(plan.newNodes()).isEmpty();
    assertThat(plan.removedNodes()).isEmpty();
    assertThat(plan.head().data()).isEqualTo(repo.requireHead().data());
    repo.assertStoreIsTheTree();
  }

  @Test
  void readsEachNodeOnce() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      writes.add(create("com.example.c/" + i, "text " + i));
    }
    repo.commit(writes);
    var reads = new ArrayList<Cid>();
    CommitPlan.of(
        RepoFixture.DID,
        repo.head,
        cid -> {
          reads.add(cid);
          return find(cid);
        },
        List.of(create("com.example.c/new", "a"), update("com.example.c/7", "b")),
        Tid.of(1_800_000_000_000_000L, 0),
        RepoFixture.KEY);
    assertThat(reads).doesNotHaveDuplicates();
  }

  private Bytes find(Cid cid) {
    Bytes node = repo.find(cid);
    assertThat(node).isNotNull();
    return node;
  }
}
