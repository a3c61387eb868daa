package io.flowcast.gateway.limit;

import static io.flowcast.gateway.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.ShortTimes;
import io.flowcast.gateway.limit.Shares.Claim;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class RedisSharesTest extends SharesContract {

    @Inject
    CommandLine commands;

    @Inject
    RedisDataSource redis;

    @Override
    Shares replica(String name) {
        return replica(name, Duration.ofMillis(LEASE_MILLIS), 1);
    }

    private RedisShares replica(String name, Duration lease, int partitions) {
        return new RedisShares(commands, name, LIMIT, lease, partitions);
    }

    @Override
    void pass() {
        // A lease after the others has lapsed, they have: Redis' clock is what counts.
        String witness = "witness";
        redis.execute("SET", witness, "1", "PX", Long.toString(LEASE_MILLIS + 50));
        await().until(() -> redis.execute("EXISTS", witness).toLong() == 0);
    }

    @Test
    void nothingStaysOfWhatIsGivenBackOrLapses() throws Exception {
        Shares shares = replica("a");
        claim(shares, List.of(new Claim("address:gone", 0, 1), new Claim("address:back", 0, 1)));
        assertThat(keys()).hasSizeGreaterThanOrEqualTo(2);
        claim(shares, List.of(new Claim("address:back", 0, 0)));
        await().until(() -> keys().isEmpty());
    }

    @Test
    void neitherNamesNorAddressesAreInRedis() throws Exception {
        claim(replica("a"), List.of(new Claim("subject:alice@example.com", 0, 1)));
        assertThat(keys())
                .isNotEmpty()
                .allMatch(key -> key.matches("flow:\\{0}:streams:[0-9a-f]{32}"))
                .noneMatch(key -> key.contains("alice"));
    }

    @Test
    void callersAreSpreadOverPartitionsAndFoundAgain() throws Exception {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            claims.add(new Claim("subject:" + i, 0, 1 + i % 5));
        }
        Duration lease = Duration.ofSeconds(5);
        assertThat(claim(replica("a", lease, 16), claims))
                .isEqualTo(claims.stream().map(Claim::wanted).toList());
        assertThat(keys().stream()
                        .map(key -> key.substring(0, key.indexOf('}')))
                        .distinct())
                .hasSizeGreaterThan(8);
        List<Claim> all = claims.stream()
                .map(claim -> new Claim(claim.caller(), 0, LIMIT))
                .toList();
        assertThat(claim(replica("b", lease, 16), all))
                .isEqualTo(claims.stream().map(claim -> LIMIT - claim.wanted()).toList());
    }

    private static List<Integer> claim(Shares shares, List<Claim> claims) throws Exception {
        CompletableFuture<Shares.Answer> answer = new CompletableFuture<>();
        shares.claim(claims, answer::complete);
        return ((Shares.Answer.Granted) answer.get(20, TimeUnit.SECONDS)).counts();
    }

    private List<String> keys() {
        return redis.key().keys("flow:*:streams:*");
    }
}
