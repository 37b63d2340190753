package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;

/** The application of the story: greebles by number, memoized. The same code with and without a cluster. */
final class Greebles {
    /** The one thing that the servers share. */
    static final class Database implements AutoCloseable {
        private final JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:greebles" + System.nanoTime() + ";DB_CLOSE_DELAY=-1", "sa", "");

        Database() {
            execute("create table greebles (id int primary key, name varchar not null)");
            for (int id = 1; id <= 50; id++) {
                execute("insert into greebles values (" + id + ", 'greeble " + id + "')");
            }
        }

        void execute(String sql) {
            try (Connection connection = pool.getConnection()) {
                connection.createStatement().execute(sql);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            execute("shutdown");
            pool.dispose();
        }
    }

    private final Database database;
    private final Memoizer memoizer;
    private final AtomicInteger queries = new AtomicInteger();

    Greebles(Database database, Memoizer memoizer) {
        this.database = database;
        this.memoizer = memoizer;
    }

    static String statement(int id) {
        return "select name from greebles where id = " + id;
    }

    String name(int id) throws SQLException {
        return memoizer.memoize(statement(id), () -> query(statement(id)));
    }

    Delivery rename(int id, String name) {
        database.execute("update greebles set name = '" + name + "' where id = " + id);
        return memoizer.flush(statement(id));
    }

    Delivery renameAndSeed(int id, String name) {
        database.execute("update greebles set name = '" + name + "' where id = " + id);
        return memoizer.seed(statement(id), name);
    }

    int queries() {
        return queries.get();
    }

    private String query(String sql) throws SQLException {
        queries.incrementAndGet();
        try (Connection connection = database.pool.getConnection();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
