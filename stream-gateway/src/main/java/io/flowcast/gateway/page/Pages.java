package io.flowcast.gateway.page;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.MimeMapping;
import io.vertx.ext.web.ParsedHeaderValue;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every page's address leads to the one document there is; the files it loads go out as their build compressed them, so that
 * no request costs a compression, and nothing else that the server answers passes a compressor. On event loops; what was read
 * once is kept, a megabyte in all.
 */
@ApplicationScoped
class Pages {
    private static final List<String> ADDRESSES =
            List.of("/executions", "/executions/:id", "/definitions", "/definitions/:id");
    private static final Map<String, String> ENCODINGS = Map.of("br", ".br", "gzip", ".gz");
    private static final List<String> PREFERRED = List.of("br", "gzip");

    private final Map<String, Buffer> kept = new ConcurrentHashMap<>();

    void register(@Observes Router router) {
        ADDRESSES.forEach(page -> router.get(page).handler(exchange -> exchange.reroute("/")));
        router.get("/assets/:file")
                .order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
                .handler(this::asset);
    }

    /** In the first encoding that the client takes and that is there; else whoever serves files by themselves. */
    private void asset(RoutingContext exchange) {
        String file = exchange.pathParam("file");
        List<String> taken = exchange.parsedHeaders().acceptEncoding().stream()
                .filter(each -> each.weight() > 0)
                .map(ParsedHeaderValue::value)
                .toList();
        exchange.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        for (String encoding : PREFERRED) {
            Optional<Buffer> content =
                    taken.contains(encoding) ? read(file + ENCODINGS.get(encoding)) : Optional.empty();
            if (content.isPresent()) {
                exchange.response()
                        .putHeader(HttpHeaders.CONTENT_ENCODING, encoding)
                        .putHeader(HttpHeaders.CONTENT_TYPE, typeOf(file))
                        .end(content.get());
                return;
            }
        }
        exchange.next();
    }

    private static String typeOf(String file) {
        String type = MimeMapping.getMimeTypeForFilename(file);
        return type == null ? "application/octet-stream" : type;
    }

    /** Only what is there is kept, so that asking for nonsense fills nothing. A name leads nowhere else: it has no slash. */
    private Optional<Buffer> read(String file) {
        Buffer known = kept.get(file);
        if (known != null) {
            return Optional.of(known);
        }
        try (InputStream content = Pages.class.getResourceAsStream("/META-INF/resources/assets/" + file)) {
            if (content == null) {
                return Optional.empty();
            }
            Buffer read = Buffer.buffer(content.readAllBytes());
            kept.put(file, read);
            return Optional.of(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
