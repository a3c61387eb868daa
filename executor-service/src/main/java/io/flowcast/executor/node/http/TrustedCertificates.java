package io.flowcast.executor.node.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom TLS connections trust: the certificates of the JVM, and those of some files. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * @param files PEM, each with one certificate or several
     * @throws IllegalStateException where one can't be read: the message names it
     */
    static SSLContext with(List<Path> files) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, files.isEmpty() ? null : managers(files), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS can't be set up: " + e, e);
        }
    }

    private static TrustManager[] managers(List<Path> files) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate certificate : known.getAcceptedIssuers()) {
                    store.setCertificateEntry("jvm-" + number++, certificate);
                }
            }
        }
        for (Path file : files) {
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("own-" + number++, certificate);
            }
        }
        return factory(store).getTrustManagers();
    }

    /** @param store null: the JVM's own */
    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static List<Certificate> certificates(Path file) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> found =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new IllegalStateException("flowcast.http.trusted-certificates: no certificate in " + file);
            }
            return found;
        } catch (IOException e) {
            throw new IllegalStateException("flowcast.http.trusted-certificates: " + file + " can't be read: " + e, e);
        }
    }
}
