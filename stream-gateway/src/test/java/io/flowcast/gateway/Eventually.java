package io.flowcast.gateway;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what must come, with patience for a machine that has much else to do. */
public final class Eventually {

    private Eventually() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(20));
    }
}
