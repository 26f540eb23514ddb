package dev.tempest.natives;

import java.util.List;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** SQLite. */
public final class SqliteLibrary {
  private static final String FOLDER = "org.sqlite.lib.path";

  private SqliteLibrary() {}

  /** Loads it, unless the operator says where the driver is to find it. */
  public static void load() {
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    LibraryFolder.with(
        List.of(
            new LibraryFolder.Library(
                LibraryLoaderUtil.getNativeLibName(), SqliteLibrary::resource)),
        folder -> {
          System.setProperty(FOLDER, folder.toString());
          initialize();
        });
  }

  /** The driver looks which C library there is, for which a binary was made already. */
  private static String resource() {
    String folder =
        LibraryFolder.inBinary()
            ? "/org/sqlite/native/Linux/" + System.getProperty("os.arch").replace("amd64", "x86_64")
            : LibraryLoaderUtil.getNativeLibResourcePath();
    return folder.substring(1) + "/" + LibraryLoaderUtil.getNativeLibName();
  }

  private static void initialize() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // as it is declared
      throw new IllegalStateException("cannot load SQLite", e);
    }
  }
}
