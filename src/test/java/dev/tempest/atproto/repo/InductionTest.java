package dev.tempest.atproto.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a relay does with each commit: from the event's blocks alone it undoes the operations, and
 * must arrive at the tree before. Over whole histories of repositories that grow, churn and shrink
 * to nothing.
 */
class InductionTest {
  private final RepoFixture repo = new RepoFixture();

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyCommitCanBeUndoneFromItsBlocksAlone(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    int space = 1 << random.nextInt(2, 11);
    assertUndoes(repo.commit(), random);
    for (int commit = 0; commit < 12; commit++) {
      // a phase of growth, one of churn, one of decline
      int deletesOfTen = commit < 4 ? 1 : commit < 8 ? 5 : 9;
      int most = random.nextInt(4) == 0 ? CommitPlan.MOST_WRITES : 8;
      List<Write> writes = writes(random, space, random.nextInt(1, most + 1), deletesOfTen);
      assertUndoes(repo.commit(writes), random);
      repo.assertStoreIsTheTree();
    }
    for (List<String> paths = highestFirst(); !paths.isEmpty(); paths = highestFirst()) {
      int count = Math.min(paths.size(), random.nextInt(1, 60));
      assertUndoes(
          repo.commit(paths.subList(0, count).stream().map(RepoFixture::delete).toList()), random);
    }
    assertThat(repo.requireHead().data()).isEqualTo(Mst.empty().root());
    repo.assertStoreIsTheTree();
  }

  private List<Write> writes(SplittableRandom random, int space, int count, int deletesOfTen) {
    var writes = new LinkedHashMap<String, Write>();
    for (int i = 0; i < count; i++) {
      String path = "com.example.c" + random.nextInt(3) + "/" + random.nextInt(space);
      String text = "text " + random.nextLong();
      boolean exists = repo.records.containsKey(path);
      if (exists && random.nextInt(10) < deletesOfTen) {
        writes.put(path, RepoFixture.delete(path));
      } else if (exists) {
        writes.put(path, RepoFixture.update(path, text));
      } else if (random.nextInt(10) >= deletesOfTen) {
        writes.put(path, RepoFixture.create(path, text));
      }
    }
    return List.copyOf(writes.values());
  }

  /** Deleting the highest keys takes a layer away again and again. */
  private List<String> highestFirst() {
    return repo.records.keySet().stream()
        .sorted(Comparator.comparingInt(MstKey::layer).reversed())
        .toList();
  }

  private static void assertUndoes(CommitPlan plan, SplittableRandom random) throws IOException {
    Map<Cid, Bytes> blocks = blocks(plan);
    Commit commit = Commit.decode(blocks.get(plan.head().commit()).unwrap());
    Mst now = Mst.load(commit.data(), blocks::get);
    Head previous = plan.previous();
    Cid before = previous == null ? Mst.empty().root() : previous.data();

    List<RepoOp> ops = new ArrayList<>(plan.ops());
    assertThat(undo(now, ops, blocks)).as("in the order of the writes").isEqualTo(before);
    Collections.reverse(ops);
    assertThat(undo(now, ops, blocks)).as("in reverse").isEqualTo(before);
    ops.sort(Comparator.comparing(RepoOp::path));
    assertThat(undo(now, ops, blocks)).as("by path").isEqualTo(before);
    ops.sort(Comparator.comparing(op -> op instanceof RepoOp.Delete ? 0 : 1));
    assertThat(undo(now, ops, blocks)).as("deletes first").isEqualTo(before);
    Collections.shuffle(ops, new Random(random.nextLong()));
    assertThat(undo(now, ops, blocks)).as("in any order").isEqualTo(before);
  }

  private static Map<Cid, Bytes> blocks(CommitPlan plan) throws IOException {
    var reader = new CarReader(new ByteArrayInputStream(plan.car().unwrap()), Limits.BLOCK);
    var blocks = new HashMap<Cid, Bytes>();
    for (var block = reader.next(); block != null; block = reader.next()) {
      blocks.put(block.cid(), block.content());
    }
    return blocks;
  }

  private static Cid undo(Mst tree, List<RepoOp> ops, Map<Cid, Bytes> blocks) {
    Mst undone = tree;
    for (RepoOp op : ops) {
      String key = op.path().toString();
      @Nullable Cid found = undone.get(key);
      switch (op) {
        case RepoOp.Create(var _, Cid cid) -> {
          assertThat(found).isEqualTo(cid);
          assertThat(blocks).containsKey(cid);
          undone = undone.delete(key);
        }
        case RepoOp.Update(var _, Cid cid, Cid prev) -> {
          assertThat(found).isEqualTo(cid);
          assertThat(blocks).containsKey(cid);
          undone = undone.put(key, prev);
        }
        case RepoOp.Delete(var _, Cid prev) -> {
          assertThat(found).isNull();
          undone = undone.put(key, prev);
        }
      }
    }
    return undone.root();
  }
}
