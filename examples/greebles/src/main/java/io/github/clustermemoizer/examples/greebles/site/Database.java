package io.github.clustermemoizer.examples.greebles.site;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcConnectionPool;

/** The connections to the one database that all servers share. */
public final class Database implements AutoCloseable {
    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T with(Connection connection) throws SQLException;
    }

    private final JdbcConnectionPool pool;
    private final ThreadLocal<Long> visits = ThreadLocal.withInitial(() -> 0L);

    /** Connects to {@code url} when first asked. */
    public Database(String url, String user, String password) {
        pool = JdbcConnectionPool.create(url, user, password);
    }

    /** Does work that changes nothing. */
    public <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = connect()) {
            return work.with(connection);
        }
    }

    /** Does work in a transaction, which has been committed when this returns. */
    public <T> T write(Work<T> work) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Counts the reads and writes of the calling thread. A memoizer runs its loaders on the thread that asks. */
    long visitsByThisThread() {
        return visits.get();
    }

    private Connection connect() throws SQLException {
        visits.set(visits.get() + 1);
        return pool.getConnection();
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
