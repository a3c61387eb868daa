package io.flowcast.k8s;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Kubernetes' own programs on this machine, on loopback addresses: etcd and the API server, with the controllers and the scheduler where
 * they are there too. No node and no container: what pods do is up to the test.
 *
 * <p>The programs are looked for in the folder that {@code KUBEBUILDER_ASSETS} names, as tools for tests of operators do, and in {@code PATH}.
 */
final class ControlPlane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Deque<Process> processes = new ArrayDeque<>();
    private final String token = UUID.randomUUID().toString();
    private final int port = freePort();

    private ControlPlane(Path folder) throws IOException {
        this.folder = folder;
    }

    static boolean hasServer() {
        return program("etcd").isPresent() && program("kube-apiserver").isPresent();
    }

    static boolean hasControllers() {
        return hasServer()
                && program("kube-controller-manager").isPresent()
                && program("kube-scheduler").isPresent();
    }

    private static Optional<Path> program(String name) {
        return Stream.concat(
                        Stream.ofNullable(System.getenv("KUBEBUILDER_ASSETS")),
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** etcd and the API server, which answers when this returns. */
    static ControlPlane start(Path folder) throws Exception {
        ControlPlane started = new ControlPlane(folder);
        try {
            started.startServer();
            return started;
        } catch (Exception e) {
            started.close();
            throw e;
        }
    }

    private void startServer() throws Exception {
        String clients = "http://127.0.0.1:" + freePort();
        String peers = "http://127.0.0.1:" + freePort();
        start(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers);
        Path key = signingKey();
        Path tokens = Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
        start(
                "kube-apiserver",
                "--etcd-servers=" + clients,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certificates"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--authorization-mode=RBAC",
                "--token-auth-file=" + tokens,
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key);
        await("the API server", () -> Files.exists(certificate()) && api().isReady());
    }

    /** What makes pods of Deployments and gives them to nodes. */
    void startControllers() throws Exception {
        Path config = Files.writeString(folder.resolve("config.json"), """
                {"apiVersion": "v1", "kind": "Config", "current-context": "it",
                 "clusters": [{"name": "it", "cluster": {"server": "https://127.0.0.1:%d", "certificate-authority": "%s"}}],
                 "users": [{"name": "it", "user": {"token": "%s"}}],
                 "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}]}
                """.formatted(port, certificate(), token));
        for (String program : List.of("kube-controller-manager", "kube-scheduler")) {
            List<String> options = new ArrayList<>(List.of(
                    "--kubeconfig=" + config,
                    "--bind-address=127.0.0.1",
                    "--secure-port=" + freePort(),
                    "--cert-dir=" + folder.resolve(program),
                    "--leader-elect=false"));
            if (program.equals("kube-controller-manager")) {
                // It would find out that there is nothing behind the nodes.
                options.add("--controllers=*,-nodelifecycle");
            }
            start(program, options.toArray(String[]::new));
        }
    }

    KubernetesApi api() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        try (var file = Files.newInputStream(certificate())) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry("certificate-" + number++, each);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        return new KubernetesApi(client, "https://127.0.0.1:" + port, token);
    }

    private Path certificate() {
        return folder.resolve("certificates/apiserver.crt");
    }

    private Path signingKey() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String key = Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return Files.writeString(
                folder.resolve("signing.key"), "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    }

    private void start(String name, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program(name).orElseThrow().toString());
        command.addAll(List.of(options));
        processes.push(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    /** A condition that may fail on its way to being met. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Asks several times a second, and says what did not come to be, and why. */
    void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Exception failure = null;
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                failure = e;
            }
            for (Process process : processes) {
                if (!process.isAlive()) {
                    throw new IOException("ended with " + process.exitValue() + ", see " + folder);
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + PATIENCE, failure);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The last that was started ends first, etcd at the very end. */
    @Override
    public void close() {
        while (!processes.isEmpty()) {
            Process process = processes.pop();
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
