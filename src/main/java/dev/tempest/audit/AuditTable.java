package dev.tempest.audit;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code audit}. Callers own the transaction. */
final class AuditTable {
  private static final String INSERT =
      "INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?) RETURNING id";
  private static final String SET_DETAIL = "UPDATE audit SET detail = ? WHERE id = ?";
  private static final String LIST =
      """
      SELECT id, at, actor, action, subject, detail FROM audit
      WHERE id < ?1 AND (?2 IS NULL OR subject = ?2) ORDER BY id DESC LIMIT ?3
      """;

  private AuditTable() {}

  static long insert(Connection tx, Instant at, AuditEntry entry) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setLong(1, at.getEpochSecond());
      insert.setString(2, entry.actor());
      insert.setString(3, entry.action());
      insert.setString(4, entry.subject());
      insert.setString(5, format(entry.detail()));
      try (var row = insert.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  static void setDetail(Connection tx, long id, Map<String, String> detail) throws SQLException {
    try (var update = tx.prepareStatement(SET_DETAIL)) {
      update.setString(1, format(detail));
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  static List<Audit.Recorded> list(Connection connection, Audit.Query query) throws SQLException {
    try (var select = connection.prepareStatement(LIST)) {
      Long before = query.before();
      select.setLong(1, before == null ? Long.MAX_VALUE : before);
      select.setString(2, query.subject());
      select.setInt(3, query.most());
      var found = new ArrayList<Audit.Recorded>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Audit.Recorded(
                  rows.getLong(1), Instant.ofEpochSecond(rows.getLong(2)), entry(rows)));
        }
      }
      return found;
    }
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getString(3), row.getString(4), row.getString(5), parse(row.getString(6)));
  }

  private static @Nullable String format(Map<String, String> detail) {
    if (detail.isEmpty()) {
      return null;
    }
    var fields = new LinkedHashMap<String, Node>();
    new TreeMap<>(detail).forEach((name, value) -> fields.put(name, new Node.Text(value)));
    return DagJson.format(new Node.Obj(fields));
  }

  private static Map<String, String> parse(@Nullable String json) {
    if (json == null) {
      return Map.of();
    }
    var detail = new TreeMap<String, String>();
    DagJson.parse(json)
        .fields()
        .forEach(
            (name, value) -> detail.put(name, value instanceof Node.Text(var text) ? text : ""));
    return detail;
  }
}
