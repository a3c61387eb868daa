package io.flowcast.conformance.proxy;

/** Which proxies there are, and how they talk to the server. All but the first compress whatever they may. */
public enum ProxyKind {
    /** As it comes: HTTP/1.0 to the server, answers are buffered. */
    NGINX("nginx", ""),
    NGINX_COMPRESSING("nginx", Extra.GZIP),
    NGINX_HTTP_1_1("nginx", Extra.GZIP + " proxy_http_version 1.1; proxy_set_header Connection '';"),
    HAPROXY("haproxy", ""),
    HAPROXY_HTTP_2("haproxy", "proto h2");

    private static final class Extra {
        static final String GZIP = "gzip on; gzip_types *; gzip_proxied any; gzip_min_length 0;";
    }

    private final String program;
    private final String extra;

    ProxyKind(String program, String extra) {
        this.program = program;
        this.extra = extra;
    }

    public String program() {
        return program;
    }

    /** What its configuration says of the server besides its address. */
    String extra() {
        return extra;
    }
}
