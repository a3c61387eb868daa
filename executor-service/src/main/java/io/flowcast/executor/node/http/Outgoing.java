package io.flowcast.executor.node.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * A request that a node makes. Immutable.
 *
 * @param headers the node type's own, which go to every place
 * @param authored those that the author of the workflow gave, which beat the node type's; they may hold credentials
 */
record Outgoing(
        String method,
        URI url,
        Map<String, String> headers,
        Map<String, String> authored,
        @Nullable Body body) {

    static final String TRACEPARENT = "traceparent";
    static final String TRACESTATE = "tracestate";

    /** Headers that tell nobody anything about the author. */
    private static final Set<String> HARMLESS =
            Set.of("accept", "accept-charset", "accept-language", "content-type", "content-language", "user-agent");

    @SuppressWarnings("ArrayRecordComponent") // sent, and never compared
    record Body(byte[] bytes, ContentType type) {}

    HttpUriRequestBase request() {
        HttpUriRequestBase request = new HttpUriRequestBase(method, url);
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body.bytes(), body.type()));
        }
        authored.forEach(request::setHeader);
        if (request.containsHeader(TRACESTATE) && names(TRACEPARENT) && !names(TRACESTATE)) {
            request.removeHeaders(TRACESTATE); // which belongs to a trace that the author has replaced
        }
        return request;
    }

    private boolean names(String header) {
        return authored.keySet().stream().anyMatch(header::equalsIgnoreCase);
    }

    /**
     * The request to where an answer points (RFC 9110, 15.4): after 303, and POST after 301 and 302, a GET without body. To
     * another origin go neither the author's headers nor a body, for both may hold what is meant for the first alone.
     *
     * @return null where the body would have to go to another origin
     */
    @Nullable
    Outgoing redirected(int status, URI target) {
        boolean reads = (status == 303 && !method.equals("HEAD"))
                || ((status == 301 || status == 302) && method.equals("POST"));
        boolean trusted = isSameOrigin(target);
        if (!trusted && !reads && body != null) {
            return null;
        }
        Map<String, String> kept = new LinkedHashMap<>();
        authored.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean fits = !reads || !lower.startsWith("content-");
            if (fits && (trusted || HARMLESS.contains(lower))) {
                kept.put(name, value);
            }
        });
        return new Outgoing(reads ? "GET" : method, target, headers, kept, reads ? null : body);
    }

    /** The same scheme, host and port; or the same host with TLS from now on. */
    private boolean isSameOrigin(URI target) {
        if (!url.getHost().equalsIgnoreCase(target.getHost())) {
            return false;
        }
        boolean upgraded = url.getScheme().equals("http")
                && target.getScheme().equals("https")
                && port(url) == 80
                && port(target) == 443;
        return upgraded || (url.getScheme().equals(target.getScheme()) && port(url) == port(target));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /** Without query, which may hold what is nobody's business. */
    String place() {
        return method + " " + url.getScheme() + "://" + url.getRawAuthority()
                + (url.getRawPath() == null ? "" : url.getRawPath());
    }
}
