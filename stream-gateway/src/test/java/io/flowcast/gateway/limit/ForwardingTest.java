package io.flowcast.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is believed about the client that a proxy speaks for. */
class ForwardingTest {
    private final Forwarding forwarding =
            new Forwarding(Networks.of("test", List.of("10.0.0.0/8", "2001:db8:1::/48", "192.0.2.7")));

    @Test
    void withoutATrustedProxyTheHeaderSaysNothing() {
        assertThat(client("203.0.113.5", "198.51.100.1")).isEqualTo("203.0.113.5");
    }

    @Test
    void aTrustedProxyNamesTheClient() {
        assertThat(client("10.0.0.1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(client("192.0.2.7", "198.51.100.1")).isEqualTo("198.51.100.1");
    }

    @Test
    void whatTheClientWroteItselfStandsBeforeWhatTheProxyAdded() {
        assertThat(client("10.0.0.1", "8.8.8.8, 10.1.1.1, 198.51.100.1")).isEqualTo("198.51.100.1");
    }

    @Test
    void aChainOfTrustedProxiesIsFollowed() {
        assertThat(client("10.0.0.1", "8.8.8.8, 198.51.100.1, 10.0.0.3, 10.0.0.2"))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void linesOfAHeaderAreOne() {
        List<String> hops = Forwarding.xForwardedFor(List.of("8.8.8.8", "198.51.100.1,10.0.0.3"));
        assertThat(forwarding.client(address("10.0.0.1"), hops).getHostAddress())
                .isEqualTo("198.51.100.1");
    }

    @Test
    void aHopThatIsNoAddressEndsTheSearch() {
        assertThat(client("10.0.0.1", "198.51.100.1, unknown")).isEqualTo("10.0.0.1");
        assertThat(client("10.0.0.1", "198.51.100.1, _hidden, 10.0.0.2")).isEqualTo("10.0.0.2");
        assertThat(client("10.0.0.1", "")).isEqualTo("10.0.0.1");
        assertThat(client("10.0.0.1", "localhost")).isEqualTo("10.0.0.1");
    }

    @Test
    void portsAreLeftOut() {
        assertThat(client("10.0.0.1", "198.51.100.1:4711")).isEqualTo("198.51.100.1");
        assertThat(client("10.0.0.1", "[2001:db8::1]:4711")).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(client("10.0.0.1", "2001:db8::1")).isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void theStandardHeaderSaysItInPairs() {
        List<String> hops = Forwarding.forwarded(
                List.of("for=8.8.8.8", "For=\"[2001:db8::1]:80\";proto=https;by=10.0.0.2, by=10.0.0.9;for=10.0.0.2"));
        assertThat(hops).containsExactly("8.8.8.8", "[2001:db8::1]:80", "10.0.0.2");
        assertThat(forwarding.client(address("10.0.0.1"), hops).getHostAddress())
                .isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(Forwarding.forwarded(List.of("proto=https"))).containsExactly("");
    }

    @Test
    void aRangeThatIsNoneIsRefusedByName() {
        for (String wrong : List.of("10.0.0.0/33", "localhost", "10.0.0.0/x", "")) {
            assertThatThrownBy(() -> Networks.of("flowcast.limits.exempt", List.of(wrong)))
                    .hasMessageContaining("flowcast.limits.exempt: \"" + wrong + "\"");
        }
    }

    private String client(String peer, String header) {
        return forwarding
                .client(address(peer), Forwarding.xForwardedFor(List.of(header)))
                .getHostAddress();
    }

    private static InetAddress address(String literal) {
        InetAddress address = Networks.address(literal);
        assertThat(address).isNotNull();
        return address;
    }
}
