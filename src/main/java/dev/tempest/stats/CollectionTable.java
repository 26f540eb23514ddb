package dev.tempest.stats;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** {@code collection_count}: the largest collections of each repository. */
final class CollectionTable {
  private static final String STORED =
      "SELECT collection, records FROM collection_count WHERE did = ?";
  private static final String PUT =
      """
      INSERT INTO collection_count (did, collection, records) VALUES (?, ?, ?)
      ON CONFLICT (did, collection) DO UPDATE SET records = excluded.records
      """;
  private static final String REMOVE =
      "DELETE FROM collection_count WHERE did = ? AND collection = ?";

  private CollectionTable() {}

  /** Rows that are not stored as they should be. */
  record Changes(Map<String, Long> put, Set<String> gone) {
    int rows() {
      return put.size() + gone.size();
    }
  }

  /** How the collections of {@code did} differ from what is stored. */
  static Changes changes(Connection connection, Did did, Map<Nsid, Long> collections)
      throws SQLException {
    var put = new HashMap<String, Long>();
    collections.forEach((collection, records) -> put.put(collection.value(), records));
    var gone = new HashSet<String>();
    try (var select = connection.prepareStatement(STORED)) {
      select.setString(1, did.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          String collection = rows.getString(1);
          if (!put.containsKey(collection)) {
            gone.add(collection);
          } else {
            put.remove(collection, rows.getLong(2));
          }
        }
      }
    }
    return new Changes(put, gone);
  }

  static void change(Connection tx, Did did, Changes changes) throws SQLException {
    try (var put = tx.prepareStatement(PUT);
        var remove = tx.prepareStatement(REMOVE)) {
      for (var collection : changes.put().entrySet()) {
        put.setString(1, did.value());
        put.setString(2, collection.getKey());
        put.setLong(3, collection.getValue());
        put.executeUpdate();
      }
      for (String collection : changes.gone()) {
        remove.setString(1, did.value());
        remove.setString(2, collection);
        remove.executeUpdate();
      }
    }
  }
}
