package io.flowcast.executor.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard strict = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "fd00:ec2::254",
                "fe80::1",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "ff02::1",
                "192.0.2.1",
                "198.51.100.7",
                "203.0.113.9",
                "192.0.0.192",
                "100.100.100.200",
                "168.63.129.16",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b:1::a00:1",
                "2001:0:a00:1::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "100::1",
                "fec0::1",
                "3fff::1",
                "5f00::1",
                "fe80::1%1",
                "2130706433",
                "127.1",
                "localhost"
            })
    void specialAddressesAreRefused(String address) {
        assertThatThrownBy(() -> strict.resolve(address))
                .isInstanceOf(AddressGuard.ForbiddenAddress.class)
                .hasMessageContaining("flowcast.http.allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.15.255.255", "172.32.0.0", "100.128.0.1", "2606:4700::1111"})
    void publicAddressesPass(String address) throws UnknownHostException {
        assertThat(strict.resolve(address)).containsExactly(InetAddress.getAllByName(address));
    }

    @Test
    void anAllowedRangeMakesAnExceptionAndNoMore() throws UnknownHostException {
        AddressGuard guard = new AddressGuard(List.of(AddressRange.parse("127.0.0.0/8")));

        assertThat(guard.resolve("127.0.0.1")).hasSize(1);
        assertThatThrownBy(() -> guard.resolve("10.0.0.1")).isInstanceOf(AddressGuard.ForbiddenAddress.class);
    }

    @Test
    void notationsOfAnAddressMakeNoDifference() {
        for (String host : List.of("2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "0x7f.1", "[::1]", "127.0.1")) {
            assertThatThrownBy(() -> strict.resolve(host)).as(host).isInstanceOf(UnknownHostException.class);
        }
    }

    @Test
    void metadataIsOpenedOnlyByName() throws UnknownHostException {
        AddressGuard wide = new AddressGuard(List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")));
        AddressGuard named = new AddressGuard(List.of(AddressRange.parse("169.254.169.254")));

        assertThat(wide.resolve("10.0.0.1")).hasSize(1);
        assertThatThrownBy(() -> wide.resolve("169.254.169.254")).isInstanceOf(AddressGuard.ForbiddenAddress.class);
        assertThatThrownBy(() -> wide.resolve("fd00:ec2::254")).isInstanceOf(AddressGuard.ForbiddenAddress.class);
        assertThat(named.resolve("169.254.169.254")).hasSize(1);
        assertThatThrownBy(() -> named.resolve("169.254.169.253")).isInstanceOf(AddressGuard.ForbiddenAddress.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "2001:0:1:2::5601:5601"
            })
    void whatLeadsToMetadataIsNotOpenedByAWideRangeEither(String address) throws UnknownHostException {
        AddressGuard wide = new AddressGuard(List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")));

        assertThatThrownBy(() -> wide.resolve(address)).isInstanceOf(AddressGuard.ForbiddenAddress.class);
        assertThat(wide.resolve("64:ff9b::10.0.0.1")).hasSize(1);
    }

    @Test
    void ofSeveralAddressesOnlyThosePermittedAreLeft() throws UnknownHostException {
        AddressGuard guard = new AddressGuard(List.of(), host ->
                new InetAddress[] {InetAddress.getByName("10.0.0.1"), InetAddress.getByName("1.1.1.1")});

        assertThat(guard.resolve("both.example")).containsExactly(InetAddress.getByName("1.1.1.1"));
    }

    @Test
    void aNameIsJudgedByItsAddresses() {
        assertThatThrownBy(() -> strict.resolve("localhost")).isInstanceOf(AddressGuard.ForbiddenAddress.class);
    }

    @Test
    void rangesCompareBitByBit() throws UnknownHostException {
        AddressRange range = AddressRange.parse("10.1.128.0/17");

        assertThat(range.contains(InetAddress.getByName("10.1.128.1"))).isTrue();
        assertThat(range.contains(InetAddress.getByName("10.1.255.255"))).isTrue();
        assertThat(range.contains(InetAddress.getByName("10.1.127.255"))).isFalse();
        assertThat(range.contains(InetAddress.getAllByName("::1")[0])).isFalse();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(InetAddress.getByName("8.8.8.8")))
                .isTrue();
        assertThat(AddressRange.parse("10.1.2.3").contains(InetAddress.getByName("10.1.2.4")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.256/8", "fd00::/129"})
    void whatIsNoRangeIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected such as");
    }
}
