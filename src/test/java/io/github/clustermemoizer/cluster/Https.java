package io.github.clustermemoizer.cluster;

import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a test server needs to speak TLS.
 *
 * @param keyStore its certificate
 * @param clients whose certificates it demands; null for nobody's
 */
record Https(Path keyStore, @Nullable Path clients) {
    ConnectionFactory[] ofJetty() {
        var tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keyStore.toString());
        tls.setKeyStorePassword(Certificates.PASSWORD);
        if (clients != null) {
            tls.setTrustStorePath(clients.toString());
            tls.setTrustStorePassword(Certificates.PASSWORD);
            tls.setNeedClientAuth(true);
        }
        var configuration = new HttpConfiguration();
        configuration.addCustomizer(new SecureRequestCustomizer());
        return new ConnectionFactory[] {
            new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()), new HttpConnectionFactory(configuration)
        };
    }

    void intoTomcat(Connector connector) {
        var host = new SSLHostConfig();
        var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(keyStore.toString());
        certificate.setCertificateKeystorePassword(Certificates.PASSWORD);
        host.addCertificate(certificate);
        if (clients != null) {
            host.setTruststoreFile(clients.toString());
            host.setTruststorePassword(Certificates.PASSWORD);
            host.setCertificateVerification("required");
        }
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("SSLEnabled", "true");
        connector.addSslHostConfig(host);
    }
}
