package io.flowcast.systemtests.harness;

import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate authority that nobody knows, and a certificate of its for a server at {@code 127.0.0.1}, as PEM files.
 *
 * @param authority whom clients are to trust
 */
public record OwnCa(Path authority, Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    public static OwnCa in(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Path keys = folder.resolve("keys.p12");
        keytool(keys, "ca", "CN=a test's authority", "bc:c");
        keytool(keys, "server", "CN=a test's server", "san=ip:127.0.0.1", "-signer", "ca");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new OwnCa(
                write(
                        folder.resolve("ca.pem"),
                        "CERTIFICATE",
                        store.getCertificate("ca").getEncoded()),
                write(
                        folder.resolve("server.pem"),
                        "CERTIFICATE",
                        store.getCertificate("server").getEncoded()),
                write(
                        folder.resolve("server.key"),
                        "PRIVATE KEY",
                        store.getKey("server", PASSWORD.toCharArray()).getEncoded()));
    }

    /**
     * Options of a Redis server that takes TLS beside plain connections, asks everybody there for a certificate of this authority,
     * and speaks to other servers in no other way.
     */
    public List<String> ofServer(int tlsPort) {
        return List.of(
                "--tls-port",
                Integer.toString(tlsPort),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                authority.toString(),
                "--tls-auth-clients",
                "yes",
                "--tls-replication",
                "yes");
    }

    /** Has both services speak TLS to Redis alone, and show a certificate. */
    public StackSettings use(StackSettings settings) {
        for (ServiceKind kind : ServiceKind.values()) {
            settings.property(kind, "quarkus.tls.redis.trust-store.pem.certs", authority.toString())
                    .property(kind, "quarkus.tls.redis.key-store.pem.own.cert", certificate.toString())
                    .property(kind, "quarkus.tls.redis.key-store.pem.own.key", key.toString())
                    .property(kind, "quarkus.redis.tls-configuration-name", "redis");
        }
        return settings;
    }

    private static Path write(Path file, String kind, byte[] content) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder().encodeToString(content)
                        + "\n-----END " + kind + "-----\n");
    }

    private static void keytool(Path keys, String alias, String name, String extension, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                name,
                "-ext",
                extension,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IllegalStateException("keytool made no certificate: "
                    + new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
