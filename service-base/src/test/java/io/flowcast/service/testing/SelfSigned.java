package io.flowcast.service.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A server's key, and a certificate that nobody but itself has signed.
 *
 * @param keys a PKCS #12 file
 */
public record SelfSigned(Path keys) {
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";

    /**
     * Makes one.
     *
     * @param names of the server, such as {@code dns:localhost,ip:127.0.0.1}
     */
    public static SelfSigned in(Path folder, String names) throws IOException, InterruptedException {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=flowcast-test",
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IllegalStateException("keytool made no certificate");
        }
        return new SelfSigned(keys);
    }

    public KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    public Certificate certificate() throws GeneralSecurityException, IOException {
        return store().getCertificate(ALIAS);
    }

    /** The certificate as PEM. */
    public String pem() throws GeneralSecurityException, IOException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
