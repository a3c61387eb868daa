package io.flowcast.service.head;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * The offer to go on in HTTP/2 on a connection of HTTP/1.1 ({@code h2c}), which RFC 9113 has given up. A proxy that passes it on, as
 * HAProxy does, would be a tunnel afterwards: whoever asks could reach whatever that proxy keeps from him. HTTP/2 without the offer,
 * over TLS or by prior knowledge, is something that no client can make a proxy of HTTP/1.1 do.
 */
final class ClearTextUpgrade {
    private static final String SETTINGS = "http2-settings";

    private ClearTextUpgrade() {}

    /** As if it had not been made: such a request is answered in HTTP/1.1 (RFC 9110, 7.8). */
    static void withdraw(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.UPGRADE, "h2c", true) || headers.contains(SETTINGS)) {
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove(SETTINGS);
        }
    }
}
