package io.github.clustermemoizer.examples.war;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Folders that look, to what the README tells to type, like those that a Tomcat and a Jetty are unpacked to. */
final class StandIns {
    /** Of Tomcat's own, what is edited and what is needed. */
    private static final String SERVER_XML = """
            <Server port="8005" shutdown="SHUTDOWN">
              <Service name="Catalina">
                <Connector port="8080" protocol="HTTP/1.1"
                           connectionTimeout="20000"
                           redirectPort="8443" />
                <Engine name="Catalina" defaultHost="localhost">
                  <Host name="localhost"  appBase="webapps"
                        unpackWARs="true" autoDeploy="true" />
                </Engine>
              </Service>
            </Server>
            """;

    private static final String CATALINA = """
            #!/usr/bin/env bash
            [ "$1" = start ] || exit 2
            base=$(cd "$(dirname "$0")/.." && pwd)
            java -XX:TieredStopAtLevel=1 $CATALINA_OPTS -Dcatalina.home="$base" -Dcatalina.base="$base" \\
              -Djava.io.tmpdir="$base/temp" -classpath '%s' org.apache.catalina.startup.Bootstrap start > "$base/log" 2>&1 &
            echo $! > "$CATALINA_PID"
            """;

    private StandIns() {}

    static Path tomcat(Path folder) throws IOException {
        for (String name : List.of("bin", "conf", "temp", "webapps")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("conf/server.xml"), SERVER_XML);
        Path catalina = folder.resolve("bin/catalina.sh");
        Files.writeString(catalina, CATALINA.formatted(System.getProperty("java.class.path")));
        if (!catalina.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + catalina);
        }
        return folder;
    }

    static Path jetty(Path folder) throws IOException {
        Files.createDirectories(folder);
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Jetty.class.getName());
        String name = Jetty.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("start.jar")), manifest);
                InputStream code = Jetty.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
        return folder;
    }

    /** Makes the folders of a new server when it is told to add modules; else notes what it is told, until it is ended. */
    static final class Jetty {
        public static void main(String[] args) throws Exception {
            if (args[0].equals("--add-modules=http,ee10-deploy")) {
                Files.createDirectory(Path.of("webapps"));
                return;
            }
            if (!Files.exists(Path.of(System.getProperty("greebles.home"), "server-cluster.properties"))) {
                System.exit(1);
            }
            Files.write(Path.of("noted"), List.of(args));
            Files.move(Path.of("noted"), Path.of("told"));
            new CountDownLatch(1).await();
        }

        private Jetty() {}
    }
}
