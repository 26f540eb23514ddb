package dev.tempest.record;

import dev.tempest.atproto.data.*;
import dev.tempest.atproto.syntax.*;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.testing.*;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportSpeedTest {
  @Inject PlcDirectory plc;
  @Inject RepoImport imports;

  @Test
  void measure() {
    for (int round = 0; round < 6; round++) {
      var mover = new ForeignAccount(plc);
      mover.arrive();
      var repo = new TestRepo(mover.did(), mover.signingKey());
      long micros = 1_700_000_000_000_000L;
      for (int i = 0; i < 50_000; i++) {
        micros += 1_000_000 + i % 7919;
        String rkey = Tid.of(micros, 7).value();
        switch (i % 3) {
          case 0 ->
              repo.put(
                  "app.bsky.feed.post/" + rkey,
                  TestRepo.post(
                      "post number "
                          + i
                          + " with some more words so that it has about the length of posts"
                              .repeat(2)));
          case 1 ->
              repo.put(
                  "app.bsky.feed.like/" + rkey,
                  TestRepo.like("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/" + i));
          default ->
              repo.put(
                  "app.bsky.graph.follow/" + rkey,
                  new Node.Obj(
                      java.util.Map.of(
                          "$type",
                          new Node.Text("app.bsky.graph.follow"),
                          "subject",
                          new Node.Text("did:plc:ewvi7nxzyoun6zhxrhs64o" + i),
                          "createdAt",
                          new Node.Text("2026-01-01T00:00:00Z"))));
        }
      }
      byte[] car = repo.car();
      System.gc();
      long before = System.nanoTime();
      imports.run(mover.did(), new ByteArrayInputStream(car));
      long first = System.nanoTime();
      imports.run(mover.did(), new ByteArrayInputStream(car));
      long second = System.nanoTime();
      System.out.printf(
          "SPEED %d bytes: %d ms, again %d ms%n",
          car.length, (first - before) / 1_000_000, (second - first) / 1_000_000);
    }
  }
}
