package dev.tempest.invite;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code invite_code} and {@code invite_code_use}. Callers own the transaction. */
final class InviteTable {
  private static final String COLUMNS =
      """
      SELECT code, available_uses, disabled, for_account, created_by, created_at,
        (SELECT count(*) FROM invite_code_use u WHERE u.code = c.code) AS used
      FROM invite_code c
      """;
  private static final String OF_ACCOUNT =
      COLUMNS + "WHERE for_account = ? ORDER BY created_at, code";
  private static final String USED_BY =
      COLUMNS
          + "JOIN invite_code_use w USING (code) WHERE w.used_by = ? ORDER BY w.used_at DESC LIMIT 1";
  private static final String RECENT =
      COLUMNS + "WHERE (created_at, code) < (?, ?) ORDER BY created_at DESC, code DESC LIMIT ?";
  private static final String MOST_USED =
      COLUMNS + "WHERE (used, code) < (?, ?) ORDER BY used DESC, code DESC LIMIT ?";
  private static final String USES =
      "SELECT used_by, used_at FROM invite_code_use WHERE code = ? ORDER BY used_at DESC, used_by";
  private static final String USABLE =
      """
      SELECT 1 FROM invite_code c WHERE code = ? AND disabled = 0
        AND available_uses > (SELECT count(*) FROM invite_code_use u WHERE u.code = c.code)
        AND NOT EXISTS (SELECT 1 FROM account a WHERE a.did = c.for_account
          AND a.status IN ('takendown', 'suspended', 'deleted'))
      """;
  private static final String INSERT =
      """
      INSERT INTO invite_code
        (code, available_uses, disabled, for_account, created_by, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_USE =
      """
      INSERT INTO invite_code_use (code, used_by, used_at) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET used_at = excluded.used_at
      """;
  private static final String DELETE_USES = "DELETE FROM invite_code_use WHERE used_by = ?";
  private static final String DISABLE = "UPDATE invite_code SET disabled = 1 WHERE code = ?";
  private static final String DISABLE_OF =
      "UPDATE invite_code SET disabled = 1 WHERE for_account = ?";

  private InviteTable() {}

  /** Where a page begins, behind a code at a time or, by use, at a number of uses. */
  record Position(long key, String code) {}

  static void insert(Connection tx, InviteCode code) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, code.code());
      insert.setInt(2, code.available());
      insert.setBoolean(3, code.disabled());
      insert.setString(4, code.forAccount());
      insert.setString(5, code.createdBy());
      insert.setLong(6, code.createdAt().getEpochSecond());
      insert.executeUpdate();
    }
  }

  static boolean isUsable(Connection connection, String code) throws SQLException {
    try (var select = connection.prepareStatement(USABLE)) {
      select.setString(1, code);
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static void insertUse(Connection tx, String code, Did usedBy, Instant now) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT_USE)) {
      insert.setString(1, code);
      insert.setString(2, usedBy.value());
      insert.setLong(3, now.getEpochSecond());
      insert.executeUpdate();
    }
  }

  static void deleteUses(Connection tx, Did usedBy) throws SQLException {
    update(tx, DELETE_USES, usedBy.value());
  }

  static void disable(Connection tx, String code) throws SQLException {
    update(tx, DISABLE, code);
  }

  static void disableOf(Connection tx, String account) throws SQLException {
    update(tx, DISABLE_OF, account);
  }

  private static void update(Connection tx, String sql, String key) throws SQLException {
    try (var update = tx.prepareStatement(sql)) {
      update.setString(1, key);
      update.executeUpdate();
    }
  }

  /** The oldest first. */
  static List<InviteCode> ofAccount(Connection connection, String account) throws SQLException {
    try (var select = connection.prepareStatement(OF_ACCOUNT)) {
      select.setString(1, account);
      return read(connection, select);
    }
  }

  /** What {@code did} came in by, the last time. */
  static Optional<InviteCode> usedBy(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(USED_BY)) {
      select.setString(1, did.value());
      return read(connection, select).stream().findFirst();
    }
  }

  /** By time, the latest first. */
  static List<InviteCode> recent(Connection connection, Position after, int most)
      throws SQLException {
    return page(connection, RECENT, after, most);
  }

  /** By number of uses, the most first. */
  static List<InviteCode> mostUsed(Connection connection, Position after, int most)
      throws SQLException {
    return page(connection, MOST_USED, after, most);
  }

  private static List<InviteCode> page(Connection connection, String sql, Position after, int most)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setLong(1, after.key());
      select.setString(2, after.code());
      select.setInt(3, most);
      return read(connection, select);
    }
  }

  private static List<InviteCode> read(Connection connection, PreparedStatement select)
      throws SQLException {
    var found = new ArrayList<InviteCode>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(read(connection, rows));
      }
    }
    return found;
  }

  private static InviteCode read(Connection connection, ResultSet row) throws SQLException {
    String code = row.getString(1);
    return new InviteCode(
        code,
        row.getInt(2),
        row.getBoolean(3),
        row.getString(4),
        row.getString(5),
        Instant.ofEpochSecond(row.getLong(6)),
        row.getInt(7) == 0 ? List.of() : uses(connection, code));
  }

  private static List<InviteCode.Use> uses(Connection connection, String code) throws SQLException {
    var found = new ArrayList<InviteCode.Use>();
    try (var select = connection.prepareStatement(USES)) {
      select.setString(1, code);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new InviteCode.Use(
                  new Did(rows.getString(1)), Instant.ofEpochSecond(rows.getLong(2))));
        }
      }
    }
    return found;
  }
}
