package io.flowcast.gateway.stream;

import io.flowcast.gateway.ShortTimes;
import io.flowcast.service.testing.SelfSigned;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Serves TLS with a certificate that is made for the test, and that nobody but itself has signed. */
public final class OwnCertificate implements QuarkusTestProfile {
    /** Known to the application's class loader and to the test's, and different for each process. */
    private static final String PROPERTY = "flowcast.test.own-certificate";

    @Override
    public Map<String, String> getConfigOverrides() {
        return ShortTimes.with(Map.of(
                "quarkus.http.test-ssl-port",
                "0",
                "quarkus.http.ssl.certificate.key-store-file",
                keys().toString(),
                "quarkus.http.ssl.certificate.key-store-password",
                SelfSigned.PASSWORD));
    }

    static SSLContext trusted() throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", new SelfSigned(keys()).certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static synchronized Path keys() {
        String known = System.getProperty(PROPERTY);
        if (known != null) {
            return Path.of(known);
        }
        try {
            Path keys = SelfSigned.in(Files.createTempDirectory("flowcast-tls"), "dns:localhost,ip:127.0.0.1")
                    .keys();
            System.setProperty(PROPERTY, keys.toString());
            return keys;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
