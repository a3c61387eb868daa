package io.flowcast.executor.node.http;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings for calls to this machine, with short times. */
final class TestHttpConfig implements HttpConfig {
    private List<String> allow = List.of("127.0.0.0/8");
    private List<Path> trusted = List.of();
    private Duration responseTimeout = Duration.ofMillis(300);
    private Duration maxDuration = Duration.ofMinutes(1);

    TestHttpConfig allow(String... ranges) {
        allow = List.of(ranges);
        return this;
    }

    TestHttpConfig trusted(Path... files) {
        trusted = List.of(files);
        return this;
    }

    TestHttpConfig responseTimeout(Duration timeout) {
        responseTimeout = timeout;
        return this;
    }

    TestHttpConfig maxDuration(Duration duration) {
        maxDuration = duration;
        return this;
    }

    @Override
    public Optional<List<String>> allow() {
        return Optional.of(allow);
    }

    @Override
    public Optional<List<Path>> trustedCertificates() {
        return Optional.of(trusted);
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration responseTimeout() {
        return responseTimeout;
    }

    @Override
    public Duration maxDuration() {
        return maxDuration;
    }

    @Override
    public MemorySize maxBody() {
        return new MemorySize(BigInteger.valueOf(1_000));
    }

    @Override
    public int maxRedirects() {
        return 3;
    }

    @Override
    public int maxConnections() {
        return 10;
    }
}
