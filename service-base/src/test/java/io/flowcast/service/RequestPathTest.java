package io.flowcast.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPathTest {

    @Test
    void aPathIsThatOfAUri() {
        assertThat(RequestPath.of("/api/workflow/executions/x")).isEqualTo("/api/workflow/executions/x");
        assertThat(RequestPath.of("api/x")).isEqualTo("/api/x");
        assertThat(RequestPath.of("//host/x")).isEqualTo("/host/x");
        assertThat(RequestPath.of("")).isEqualTo("/");
        assertThat(RequestPath.of("/x y%")).isEqualTo("/x%20y%25");
        assertThat(RequestPath.of("/a:b@c/?#")).isEqualTo("/a:b@c/%3F%23");
    }

    @Test
    void nothingInItIsALineOfItsOwn() {
        assertThat(RequestPath.of("/x\r\ny")).isEqualTo("/x%0D%0Ay");
        assertThat(RequestPath.of("/x\u2028y")).isEqualTo("/x%E2%80%A8y");
        assertThat(RequestPath.of("/x\u001b[y")).startsWith("/x%1B");
        assertThat(RequestPath.of("/x\ud800y")).isEqualTo("/x%3Fy");
    }
}
