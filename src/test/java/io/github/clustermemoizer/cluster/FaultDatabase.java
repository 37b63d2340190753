package io.github.clustermemoizer.cluster;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.tools.Server;

/** The process of the database that all servers share: H2 in its server mode, in memory. */
final class FaultDatabase {
    private FaultDatabase() {}

    /** Takes the names of the tables; reports the port, and serves until stdin ends. */
    public static void main(String[] tables) {
        FaultChild.run(parent -> {
            // H2 reads this once, so it needs a process in which nobody has used H2 before.
            System.setProperty("h2.bindAddress", "127.0.0.1");
            create(tables);
            parent.report(Server.createTcpServer("-tcpPort", "0").start().getPort());
        });
    }

    private static void create(String... tables) throws SQLException {
        String password = System.getenv(FaultStore.PASSWORD);
        // The delay of -1 keeps the database when this connection closes.
        String url = "jdbc:h2:mem:faults;DB_CLOSE_DELAY=-1";
        try (var connection = DriverManager.getConnection(url, FaultStore.USER, password)) {
            for (String table : tables) {
                FaultStore.create(connection, table);
            }
        }
    }
}
