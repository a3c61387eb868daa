package io.flowcast.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Settings under which a test need not wait long for what takes its time in production. */
public final class ShortTimes implements QuarkusTestProfile {

    /** The same with these on top. */
    public static Map<String, String> with(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(new ShortTimes().getConfigOverrides());
        settings.putAll(more);
        return settings;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("flowcast.stream.keepalive", "800ms"),
                Map.entry("flowcast.stream.second-look", "300ms"),
                Map.entry("flowcast.stream.rewind-after", "1s"),
                Map.entry("flowcast.stream.retry", "100ms"),
                Map.entry("flowcast.stream.page", "50"),
                Map.entry("flowcast.stream.linger", "200ms"),
                Map.entry("flowcast.stream.join-timeout", "1s"),
                Map.entry("flowcast.stream.max-pending", "32K"),
                Map.entry("flowcast.stream.stall-timeout", "30s"),
                Map.entry("flowcast.reads.list-age", "0s"),
                Map.entry("flowcast.bus.probe-interval", "200ms"),
                Map.entry("flowcast.bus.probe-timeout", "1s"),
                Map.entry("flowcast.bus.ready-within", "2s"),
                Map.entry("flowcast.bus.command-timeout", "1s"),
                Map.entry("flowcast.bus.max-backoff", "200ms"),
                Map.entry("flowcast.api.body-timeout", "3s"),
                Map.entry("quarkus.shutdown.delay", "0s"));
    }
}
