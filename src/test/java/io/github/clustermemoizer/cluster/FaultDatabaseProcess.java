package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** The test's end of the line to the {@link FaultDatabase}. */
final class FaultDatabaseProcess implements AutoCloseable {
    private final String password = UUID.randomUUID().toString();
    private final FaultProcess process;
    private final int port;

    FaultDatabaseProcess(Path directory, List<String> tables) throws IOException, InterruptedException {
        process = FaultProcess.start(FaultDatabase.class, directory.resolve("database-log"), password, tables);
        port = process.port();
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    FaultStore store(String table) {
        return new FaultStore(port, password, table);
    }

    @Override
    public void close() {
        process.hangUp();
    }
}
