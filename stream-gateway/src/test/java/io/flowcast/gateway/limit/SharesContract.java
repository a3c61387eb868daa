package io.flowcast.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.limit.Shares.Answer;
import io.flowcast.gateway.limit.Shares.Claim;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Shares} promises. */
abstract class SharesContract {
    static final int LIMIT = 5;
    static final long LEASE_MILLIS = 700;

    private final String caller =
            "address:" + Long.toHexString(ThreadLocalRandom.current().nextLong());

    /** The way of the replica of this name to what all share. */
    abstract Shares replica(String name);

    /** Lets a lease lapse. */
    abstract void pass() throws Exception;

    @Test
    void asManyAsTheLimitAreGranted() throws Exception {
        assertThat(claim("a", 0, 3)).isEqualTo(3);
        assertThat(claim("a", 3, 9)).isEqualTo(5);
    }

    @Test
    void whatAnotherReplicaHasIsTakenOff() throws Exception {
        assertThat(claim("a", 0, 3)).isEqualTo(3);
        assertThat(claim("b", 0, 4)).isEqualTo(2);
        assertThat(claim("c", 0, 1)).isZero();
    }

    @Test
    void whatIsGivenBackIsThereForOthers() throws Exception {
        claim("a", 0, 5);
        assertThat(claim("b", 0, 1)).isZero();
        assertThat(claim("a", 1, 1)).isEqualTo(1);
        assertThat(claim("b", 0, 9)).isEqualTo(4);
        assertThat(claim("a", 0, 0)).isZero();
        assertThat(claim("b", 4, 9)).isEqualTo(5);
    }

    @Test
    void whatIsOpenStaysWhateverTheLimit() throws Exception {
        claim("a", 0, 5);
        assertThat(claim("b", 3, 4)).isEqualTo(3);
        assertThat(claim("a", 5, 6)).isEqualTo(5);
    }

    @Test
    void whatIsNotRenewedLapses() throws Exception {
        claim("a", 0, 4);
        assertThat(claim("b", 0, 4)).isEqualTo(1);
        pass();
        assertThat(claim("b", 1, 5)).isEqualTo(5);
    }

    @Test
    void callersAreCountedEachForItself() throws Exception {
        List<Claim> claims =
                List.of(new Claim(caller, 0, 5), new Claim(caller + "x", 0, 2), new Claim(caller + "y", 0, 9));
        assertThat(ask("a", claims)).isEqualTo(new Answer.Granted(List.of(5, 2, 5)));
        assertThat(ask("b", claims)).isEqualTo(new Answer.Granted(List.of(0, 2, 0)));
    }

    private int claim(String replica, int open, int wanted) throws Exception {
        Answer answer = ask(replica, List.of(new Claim(caller, open, wanted)));
        assertThat(answer).isInstanceOf(Answer.Granted.class);
        return ((Answer.Granted) answer).counts().getFirst();
    }

    private Answer ask(String replica, List<Claim> claims) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        replica(replica).claim(claims, answer::complete);
        return answer.get(20, TimeUnit.SECONDS);
    }
}
