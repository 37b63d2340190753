package io.github.clustermemoizer.examples.greebles.story;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.tools.Server;

/** The process of the database: H2 in its server mode, with a table of greebles in memory. */
final class DatabaseServer {
    /** How many greebles there are, numbered from 1. */
    static final int GREEBLES = 300;

    static final String USER = "greebles";

    /** Names the environment variable that has the password: a command line can be read by everybody. */
    static final String PASSWORD = "GREEBLES_PASSWORD";

    private DatabaseServer() {}

    /** Takes no arguments; reports {@code port n}, and serves until stdin ends. */
    public static void main(String[] args) {
        Lifeline.run(DatabaseServer::serve);
    }

    /** Returns the address of the database for those in other processes. */
    static String url(int port) {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:greebles";
    }

    private static void serve(Lifeline launcher) throws SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        createTable();
        Server server = Server.createTcpServer("-tcpPort", "0").start();
        launcher.report("port " + server.getPort());
    }

    private static void createTable() throws SQLException {
        // The delay of -1 keeps the database when this connection closes.
        String url = "jdbc:h2:mem:greebles;DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url, USER, System.getenv(PASSWORD));
                Statement statement = connection.createStatement()) {
            statement.execute("create table greebles (id int primary key, colour varchar(20), version int)");
            try (PreparedStatement insert = connection.prepareStatement("insert into greebles values (?, ?, 1)")) {
                for (int id = 1; id <= GREEBLES; id++) {
                    insert.setInt(1, id);
                    insert.setString(2, Colours.ofVersion(1));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }
}
