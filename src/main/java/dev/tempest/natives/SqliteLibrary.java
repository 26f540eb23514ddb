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
    var library =
        new LibraryFolder.Resource(
            "%s/%s"
                .formatted(
                    LibraryLoaderUtil.getNativeLibResourcePath().substring(1),
                    LibraryLoaderUtil.getNativeLibName()));
    LibraryFolder.with(
        List.of(library),
        folder -> {
          System.setProperty(FOLDER, folder.toString());
          initialize();
        });
  }

  private static void initialize() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // as it is declared
      throw new IllegalStateException("cannot load SQLite", e);
    }
  }
}
