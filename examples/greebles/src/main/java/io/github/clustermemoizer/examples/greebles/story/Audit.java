package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares, when all is quiet, every greeble on every server with the version column of the database. */
final class Audit {
    private final DatabaseProcess database;
    private final Watch watch;

    Audit(DatabaseProcess database, Watch watch) {
        this.database = database;
        this.watch = watch;
    }

    void run(List<WebServer> servers) throws SQLException, IOException, InterruptedException {
        for (Map.Entry<Integer, Integer> row : versions().entrySet()) {
            for (WebServer server : servers) {
                watch.look(server, row.getKey(), row.getValue());
            }
        }
    }

    private Map<Integer, Integer> versions() throws SQLException {
        Map<Integer, Integer> versions = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id, version from greebles")) {
            while (row.next()) {
                versions.put(row.getInt("id"), row.getInt("version"));
            }
        }
        return versions;
    }
}
