package io.flowcast.cli.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Says in words why a connection did not work. */
public final class Faults {

    /** What the JDK's client says of a peer that is gone. */
    private static final Pattern BROKEN =
            Pattern.compile("(?i)closed|reset|EOF|chunked transfer|received no bytes|broken pipe");

    private Faults() {}

    public static String inWords(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnresolvedAddressException _, UnknownHostException _ -> {
                    return "there is no such host";
                }
                case SSLException tls -> {
                    return "TLS: " + tls.getMessage();
                }
                case TimeoutException _, HttpTimeoutException _ -> {
                    return "no answer in time";
                }
                default -> {}
            }
        }
        return switch (fault) {
            case ConnectException _, ClosedChannelException _ -> "connection refused";
            default -> {
                String message = Objects.requireNonNullElse(fault.getMessage(), "");
                yield message.isBlank() || BROKEN.matcher(message).find() ? "the connection broke" : message;
            }
        };
    }
}
