package io.github.clustermemoizer.examples.springboot.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.tools.Server;

/** A database, and two servers that share nothing else. They run in one JVM, which spares the second its start. */
final class Site implements AutoCloseable {
    private final Server database;
    private final Connection connection;
    private final List<WebServer> servers = new ArrayList<>();

    /** Starts it, on free ports of the loopback address. */
    Site() throws IOException, SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        String password = UUID.randomUUID().toString();
        database = Server.createTcpServer("-tcpPort", "0").start();
        connection = DriverManager.getConnection("jdbc:h2:mem:greebles", "sa", password); // when it goes, all does
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table greebles (id int primary key, colour varchar(20) unique)");
            statement.execute("insert into greebles select x, 'grey' || x from system_range(1, 100)");
        }

        List<Integer> ports = freePorts();
        String[] settings = {
            "--spring.datasource.url=jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:greebles",
            "--spring.datasource.username=sa",
            "--spring.datasource.password=" + password,
            "--memoizer.cluster.peers=http://127.0.0.1:" + ports.get(0) + ", http://127.0.0.1:" + ports.get(1),
            "--MEMOIZER_SECRET=" + UUID.randomUUID()
        };
        for (int port : ports) {
            servers.add(WebServer.start("www" + (servers.size() + 1), port, settings));
        }
    }

    WebServer www1() {
        return servers.get(0);
    }

    WebServer www2() {
        return servers.get(1);
    }

    @Override
    public void close() {
        servers.forEach(WebServer::close);
        try {
            connection.close();
        } catch (SQLException e) {
            System.err.println("database was not closed: " + e);
        }
        database.stop();
    }

    /** Both must be known before the first server starts, so they are asked for beforehand, and given back. */
    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        }
    }
}
