package io.flowcast.systemtests.chaos;

import io.flowcast.stack.StackSettings;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.SentinelSet.Member;
import java.io.IOException;
import java.util.Optional;

/** Redis, as it is set up under a storm. One thread does things to it. */
interface Topology extends AutoCloseable {

    /** Has the services find it. */
    StackSettings reach(StackSettings services);

    /** The server that takes writes, as far as is known at this moment, with the link that leads to it. */
    Member primary();

    /** Whoever names another primary where that is gone; empty where nobody does. */
    Optional<SentinelSet> sentinels();

    /** Every server runs, is as it was set up, and those that follow another do so. */
    void heal() throws IOException;

    /** Of so many executions one may lose what Redis had acknowledged, and whoever watches it has to be told. */
    int rarity();

    /**
     * Whether a command, or an execution that somebody was told is started, may be among that; and whether others may be told so
     * for a while, till whoever wrote it has written it back.
     */
    boolean mayForget();

    @Override
    void close();

    /** What a storm has to name to be repeated. */
    enum Kind {
        /** One server, whose data come back with it but for what its file did not get. */
        SINGLE,
        /** A primary whose replicas follow it at their own pace, and three Sentinels. */
        SENTINEL;

        Topology set(int replicas) throws IOException {
            return switch (this) {
                case SINGLE -> SingleRedis.start();
                case SENTINEL -> SentinelRedis.start(replicas);
            };
        }
    }
}
