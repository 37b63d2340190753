package io.github.clustermemoizer.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcConnectionPool;

/** The table of one site: a version for each statement, and since when. */
final class FaultStore implements AutoCloseable {
    static final String USER = "faults";

    /** Names the environment variable that has the password: a command line can be read by everybody. */
    static final String PASSWORD = "FAULTS_PASSWORD";

    private final JdbcConnectionPool pool;
    private final String table;

    FaultStore(int port, String password, String table) {
        pool = JdbcConnectionPool.create("jdbc:h2:tcp://127.0.0.1:" + port + "/mem:faults", USER, password);
        this.table = table;
    }

    static void create(Connection connection, String table) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute("create table " + table + " (id int, version int, since bigint, primary key (id, version))");
            for (int id = 0; id < FaultLedger.STATEMENTS; id++) {
                sql.execute("insert into " + table + " values (" + id + ", 1, " + Long.MIN_VALUE + ")");
            }
        }
    }

    String statement(int id) {
        return "select max(version) from " + table + " where id = " + id;
    }

    long version(int id) throws SQLException {
        return queryForLong(statement(id));
    }

    /** Answers as a replica would that is {@code lag} nanoseconds behind. */
    long version(int id, long lag) throws SQLException {
        return queryForLong(statement(id) + " and since <= " + (System.nanoTime() - lag));
    }

    /** Commits the next version, and returns it. Each statement has but one writer at a time. */
    long increment(int id) throws SQLException {
        long next = version(id) + 1;
        try (Connection connection = pool.getConnection();
                var sql = connection.createStatement()) {
            sql.execute("insert into " + table + " values (" + id + ", " + next + ", " + System.nanoTime() + ")");
        }
        return next;
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private long queryForLong(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
