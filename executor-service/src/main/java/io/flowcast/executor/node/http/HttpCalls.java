package io.flowcast.executor.node.http;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP calls of nodes: through the guard, with a bound on everything, stopped at once when the thread is
 * interrupted. Thread-safe.
 */
@Singleton
final class HttpCalls implements AutoCloseable {

    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxLineLength(32 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private final HttpConfig config;
    private final AddressGuard guard;
    private final int maxBody;
    /** Made with the first call, which takes some tenths of a second, so that an executor is ready sooner. Written under this. */
    private volatile @Nullable CloseableHttpClient client;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("http-deadlines").daemon().factory());

    @Inject
    HttpCalls(HttpConfig config) {
        this(
                config,
                new AddressGuard(config.allow().orElse(List.of()).stream()
                        .map(AddressRange::parse)
                        .toList()));
    }

    HttpCalls(HttpConfig config, AddressGuard guard) {
        this.config = config;
        this.maxBody = Math.toIntExact(config.maxBody().asLongValue());
        this.guard = guard;
        if (!config.trustedCertificates().orElse(List.of()).isEmpty()) {
            // Unusable ones are to stop the start.
            client();
        }
    }

    private CloseableHttpClient client() {
        CloseableHttpClient made = client;
        return made == null ? make() : made;
    }

    private synchronized CloseableHttpClient make() {
        CloseableHttpClient made = client;
        if (made == null) {
            made = build();
            client = made;
        }
        return made;
    }

    private CloseableHttpClient build() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(guard)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(TrustedCertificates.with(
                                config.trustedCertificates().orElse(List.of()))))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(HEADERS)
                                .build())
                        .setMaxConnTotal(config.maxConnections())
                        .setMaxConnPerRoute(config.maxConnections())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(config.connectTimeout()))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(config.responseTimeout()))
                        .setAuthenticationEnabled(false)
                        .build())
                .addResponseInterceptorFirst((response, entity, context) -> {
                    if (codings(response) > 1) {
                        throw new CodedTwice();
                    }
                })
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Flowcast")
                .build();
    }

    @PreDestroy
    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        CloseableHttpClient made = client;
        if (made != null) {
            made.close();
        }
    }

    /**
     * Sends it, follows redirects, and makes a result of the answer.
     *
     * @param wanted whether an answer of this status is wanted as it is, so that it is no redirect to be followed
     * @throws InterruptedException if the thread was interrupted; the connection is closed then
     */
    NodeResult call(Outgoing first, NodeContext context, IntPredicate wanted, Function<Reply, NodeResult> result)
            throws InterruptedException {
        Outgoing next = first;
        Deadline deadline = new Deadline();
        Future<?> alarm = timer.schedule(deadline::pass, config.maxDuration().toNanos(), TimeUnit.NANOSECONDS);
        try {
            for (int redirects = 0; ; redirects++) {
                Reply reply = send(next, deadline);
                if (!reply.isRedirect() || wanted.test(reply.status())) {
                    return result.apply(reply);
                }
                if (redirects == config.maxRedirects()) {
                    return NodeResult.failure(
                            "communication",
                            "Too many redirects",
                            first.place() + " was redirected more than " + config.maxRedirects() + " times");
                }
                URI target = target(next, reply);
                Outgoing redirected = next.redirected(reply.status(), target);
                if (redirected == null) {
                    return NodeResult.failure(
                            "client",
                            "Redirected elsewhere",
                            next.place() + " asks for the body to be sent to another origin, " + target.getHost()
                                    + ", which only the definition can do, by naming it");
                }
                next = redirected;
            }
        } catch (TooLarge e) {
            return NodeResult.failure("validation", "Answer too large", "the body has more than " + maxBody + " bytes");
        } catch (CodedTwice e) {
            return NodeResult.failure("validation", "Answer coded twice", "the body is compressed more than once");
        } catch (NoTarget e) {
            return NodeResult.failure("communication", "Redirected to nowhere", next.place() + ": " + e.getMessage());
        } catch (AddressGuard.ForbiddenAddress e) {
            return NodeResult.failure("validation", "Address not allowed", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("stopped");
            }
            return failed(e, next, deadline);
        } finally {
            alarm.cancel(false);
        }
    }

    private NodeResult failed(IOException e, Outgoing request, Deadline deadline) {
        if (deadline.passed()) {
            return NodeResult.failure(
                    "timeout", "No end in time", request.place() + ": not over after " + config.maxDuration());
        }
        if (e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException)) {
            return NodeResult.failure("timeout", "No answer in time", request.place() + ": " + e.getMessage());
        }
        return NodeResult.failure("communication", "No connection", request.place() + ": " + e.getMessage());
    }

    private Reply send(Outgoing outgoing, Deadline deadline) throws IOException {
        HttpUriRequestBase request = outgoing.request();
        deadline.of(request);
        return client().execute(request, response -> read(response, request));
    }

    private Reply read(ClassicHttpResponse response, HttpUriRequestBase request) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = new byte[0];
        if (entity != null) {
            InputStream in = entity.getContent();
            body = in.readNBytes(maxBody + 1);
            if (body.length > maxBody) {
                // To close the stream, or the answer, is to read it to its end, and it may have none.
                request.cancel();
                throw new TooLarge();
            }
            in.close();
        }
        Map<String, String> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT), header.getValue(), (one, other) -> one + ", " + other);
        }
        return new Reply(
                response.getCode(),
                response.getReasonPhrase(),
                headers,
                body,
                entity == null ? null : ContentType.parseLenient(entity.getContentType()));
    }

    /** How many times the body was coded, compressed mostly (RFC 9110, 8.4). */
    private static int codings(HttpResponse response) {
        int codings = 0;
        for (Header header : response.getHeaders(HttpHeaders.CONTENT_ENCODING)) {
            for (String coding : String.valueOf(header.getValue()).split(",", -1)) {
                codings += coding.isBlank() || coding.strip().equalsIgnoreCase("identity") ? 0 : 1;
            }
        }
        return codings;
    }

    private static URI target(Outgoing from, Reply reply) throws NoTarget {
        try {
            URI target =
                    from.url().resolve(new URI(String.valueOf(reply.headers().get("location"))));
            String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
            if (target.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw new NoTarget("its Location is no http URL");
            }
            if (target.getRawUserInfo() != null) {
                throw new NoTarget("its Location holds a user");
            }
            return new URI(
                    scheme + target.toString().substring(target.toString().indexOf(':')));
        } catch (URISyntaxException e) {
            throw new NoTarget("its Location is no URL");
        }
    }

    /** The end of a call's time. Set by the call's thread, passed by the timer's. */
    private static final class Deadline {
        /** Guarded by this. */
        private boolean passed;
        /** Guarded by this; null before the first. */
        private @Nullable HttpUriRequestBase request;

        synchronized void of(HttpUriRequestBase next) {
            request = next;
            if (passed) {
                next.cancel();
            }
        }

        synchronized void pass() {
            passed = true;
            if (request != null) {
                request.cancel();
            }
        }

        synchronized boolean passed() {
            return passed;
        }
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** A few bytes may so become any number, between the layers, before one of them is looked at. */
    private static final class CodedTwice extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static final class NoTarget extends IOException {
        private static final long serialVersionUID = 1;

        NoTarget(String message) {
            super(message);
        }
    }
}
