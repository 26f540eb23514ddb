package dev.tempest.doctor;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of checks on an installation that is well until a test breaks it. */
abstract class InstallationTest {
  @TempDir static Path folder;
  static Installation installation;

  @BeforeAll
  static void build() {
    installation = new Installation(folder);
  }

  @AfterAll
  static void close() {
    installation.close();
  }

  @BeforeEach
  void heal() {
    installation.heal();
  }
}
