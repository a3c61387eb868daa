package io.flowcast.conformance.proxy;

/** Which proxies there are. */
public enum ProxyKind {
    NGINX("nginx"),
    HAPROXY("haproxy");

    private final String program;

    ProxyKind(String program) {
        this.program = program;
    }

    public String program() {
        return program;
    }
}
