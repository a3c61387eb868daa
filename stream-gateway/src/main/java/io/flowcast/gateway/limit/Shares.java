package io.flowcast.gateway.limit;

import java.util.List;
import java.util.function.Consumer;

/** How many of its streams each caller may have at which replica. Two forms: Redis, and the tests' own. */
interface Shares {

    /**
     * What this replica asks for a caller.
     *
     * @param open how many of its streams are open here: so many it gets, whatever the limit
     * @param wanted how many it would like to have open
     */
    record Claim(String caller, int open, int wanted) {}

    /** What it got. */
    sealed interface Answer {

        /** For each claim how many there may be here, for the time of one lease. */
        record Granted(List<Integer> counts) implements Answer {}

        /** Redis did not answer. */
        record Unreachable(String why) implements Answer {}
    }

    /** Takes over from what this replica had of these callers. Each claim by itself is atomic. Answers once, on any thread. */
    void claim(List<Claim> claims, Consumer<Answer> answer);
}
