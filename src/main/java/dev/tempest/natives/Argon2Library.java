package dev.tempest.natives;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Argon2, and JNA, by which it is called. */
public final class Argon2Library {
  private static final String JNA_FOLDER = "jna.boot.library.path";
  private static final String LIBRARY_FOLDER = "jna.library.path";
  private static final String NO_UNPACKING = "jna.nounpack";

  private Argon2Library() {}

  /** Loads both; JNA does so itself outside of Linux, and where the operator says from where. */
  public static Argon2 load() {
    if (System.getProperty(JNA_FOLDER) != null || !System.getProperty("os.name").equals("Linux")) {
      return create();
    }
    String platform = "linux-" + System.getProperty("os.arch").replace("amd64", "x86-64");
    var loaded = new AtomicReference<Argon2>();
    LibraryFolder.with(
        List.of(
            new LibraryFolder.Library(
                "libjnidispatch.so", () -> "com/sun/jna/%s/libjnidispatch.so".formatted(platform)),
            new LibraryFolder.Library("libargon2.so", () -> "%s/libargon2.so".formatted(platform))),
        folder -> loaded.set(load(folder)));
    return loaded.get();
  }

  private static Argon2 load(Path folder) {
    System.setProperty(JNA_FOLDER, folder.toString());
    System.setProperty(LIBRARY_FOLDER, folder.toString());
    System.setProperty(NO_UNPACKING, "true"); // else it tidies ~/.cache/JNA
    try {
      return create();
    } finally {
      // another class loader of this process would look for them in a folder that is gone
      List.of(JNA_FOLDER, LIBRARY_FOLDER, NO_UNPACKING).forEach(System::clearProperty);
    }
  }

  private static Argon2 create() {
    var argon2 = Argon2Factory.create(Argon2Types.ARGON2id);
    argon2.hash(1, 8, 1, new byte[] {0}); // a library is loaded when it is first called
    return argon2;
  }
}
