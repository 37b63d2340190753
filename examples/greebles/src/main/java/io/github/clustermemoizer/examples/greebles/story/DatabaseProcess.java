package io.github.clustermemoizer.examples.greebles.story;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The running database, as the launcher sees it. */
record DatabaseProcess(ChildProcess process, String url, String password) {
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, DatabaseServer.USER, password);
    }
}
