package io.flowcast.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ReasonsTest {

    @Test
    void theNearestCauseThatSaysMoreIsToldAsWell() {
        IOException cause = new IOException("no path to a trusted certificate");

        assertThat(Reasons.of(cause)).isEqualTo("no path to a trusted certificate");
        assertThat(Reasons.of(new IOException("no connection", new IOException("no connection", cause))))
                .isEqualTo("no connection: no path to a trusted certificate");
        assertThat(Reasons.of(new IOException(cause)))
                .isEqualTo("java.io.IOException: no path to a trusted certificate");
    }
}
