package io.github.clustermemoizer.examples.greebles.site;

import io.github.clustermemoizer.Memoizer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Greebles in the database, with their look-ups memoized. */
final class GreebleDao {
    private final Database database;
    private final Memoizer memoizer;
    private final Duration patience;

    /**
     * Creates the DAO.
     *
     * @param patience how long an update waits at most for all servers to have dropped the old greeble
     */
    GreebleDao(Database database, Memoizer memoizer, Duration patience) {
        this.database = database;
        this.memoizer = memoizer;
        this.patience = patience;
    }

    /** Returns the greeble, from memory if it is there; null if there is none. */
    Greeble find(int id) throws SQLException {
        String statement = lookUp(id);
        return memoizer.memoize(statement, () -> database.read(connection -> select(connection, statement)));
    }

    /** Gives the greeble another colour, on every server; returns null if there is none. */
    Greeble repaint(int id, String colour) throws SQLException {
        String statement = lookUp(id);
        Greeble repainted = database.write(connection -> {
            update(connection, id, colour);
            return select(connection, statement);
        });
        // After the commit: what is loaded between a flush and the commit would be the old row, kept as new.
        memoizer.flush(statement).await(patience);
        return repainted;
    }

    private static String lookUp(int id) {
        return "select * from greebles where id = " + id;
    }

    private static Greeble select(Connection connection, String statement) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement);
                ResultSet row = select.executeQuery()) {
            return row.next() ? new Greeble(row.getInt("id"), row.getString("colour"), row.getInt("version")) : null;
        }
    }

    private static void update(Connection connection, int id, String colour) throws SQLException {
        String statement = "update greebles set colour = ?, version = version + 1 where id = ?";
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            update.setString(1, colour);
            update.setInt(2, id);
            update.executeUpdate();
        }
    }
}
