package io.flowcast.executor.claim;

import io.flowcast.executor.definition.DefinitionFolder;
import io.flowcast.executor.engine.EngineConfig;
import io.flowcast.executor.engine.ExecutionRun;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.store.Bell;
import io.flowcast.executor.store.BellSubscription;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ExecutionConfig;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.Renewal;
import io.flowcast.executor.store.StoreUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts claiming and renewing with the process. At its end (SIGTERM) it claims no more, lets what runs come to a point
 * where nothing does and hands it back, and at the end of the drain timeout lets go of the rest: other executors take it
 * over at once.
 */
@ApplicationScoped
class ExecutorLifecycle {

    private static final Logger LOG = Logger.getLogger(ExecutorLifecycle.class);
    /** Well below a stale beat, so that a lone idle executor is never taken for a silence. What is due is waited for. */
    private static final Duration POLL = Duration.ofMillis(1_250);

    /** Longer than a call to Redis may take. */
    private static final Duration CLAIM_ENDS = Duration.ofSeconds(3);

    private final Executions executions;
    private final EngineConfig config;
    private final Bell bell;
    private final DefinitionFolder definitions;
    private final Claimer claimer;
    private final Renewals renewals;
    private final Thread claiming;
    private final Thread renewing;
    /** Written at the start, read at the end. */
    private volatile @Nullable BellSubscription hearing;

    ExecutorLifecycle(
            ExecutionStore store,
            Executions executions,
            ClusterClock clock,
            Bell bell,
            DefinitionFolder definitions,
            EngineConfig config,
            ExecutionConfig executionConfig) {
        this.executions = executions;
        this.config = config;
        this.bell = bell;
        this.definitions = definitions;
        claimer = new Claimer(store, executions, clock, POLL);
        renewals = new Renewals(store, executions, executionConfig.renew());
        claiming = Thread.ofVirtual().name("claim").unstarted(claimer);
        renewing = Thread.ofVirtual().name("renew").unstarted(renewals);
    }

    void start(@Observes StartupEvent started) {
        executions.onRoom(claimer::wake);
        definitions.onLoaded(claimer::wake);
        hearing = bell.listen(told -> {
            Bell.Ring ring = Bell.Ring.of(told);
            // What runs here, or elsewhere, is nobody's to claim.
            boolean runsHere = ring.id().map(executions::rung).orElse(false);
            if (told.isEmpty()) {
                renewals.wake();
                executions.confirmEnds();
                definitions.confirm();
            }
            if (!runsHere && !ring.held()) {
                claimer.wake();
            }
        });
        claiming.start();
        renewing.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        executions.drain();
        claimer.wake();
        // A claim under way still hands its executions over, to be handed back like the others.
        boolean _ = claiming.join(CLAIM_ENDS);
        long deadline = System.nanoTime() + config.drainTimeout().toNanos();
        while (executions.running() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        claiming.interrupt();
        renewing.interrupt();
        letGo();
        BellSubscription listening = hearing;
        if (listening != null) {
            listening.close();
        }
    }

    private void letGo() {
        List<ExecutionRun> left = List.copyOf(executions.runs());
        if (left.isEmpty()) {
            return;
        }
        LOG.infof("%d executions still run after %s and are let go", left.size(), config.drainTimeout());
        try {
            left.forEach(ExecutionRun::halt);
            renewals.renew(left, Renewal.LET_GO);
        } catch (StoreUnavailable e) {
            LOG.warnf("they are taken over when their leases end: %s", e.getMessage());
        }
    }
}
