package io.flowcast.executor.trigger;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.flowcast.events.DefinitionSummary;
import io.flowcast.events.TriggerState;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.Firings;
import io.flowcast.executor.definition.Trigger;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.StoreUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ticks for every schedule of every workflow, once a second. Every executor does, by the cluster's clock; that each tick
 * starts one execution is seen to where executions are created. One thread at a time uses it.
 */
@ApplicationScoped
class ScheduleTicker {

    private static final Logger LOG = Logger.getLogger(ScheduleTicker.class);

    private final DefinitionStore definitions;
    private final Firings firings;
    private final TriggeredStart start;
    private final Executions executions;
    private final ClusterClock clock;
    private final TriggerConfig config;

    /** Replaced as a whole; the gauge counts them on threads of its own. */
    private volatile List<Scheduled> schedules = List.of();

    private @Nullable Long changes;
    private long refreshAt;
    private boolean reachable = true;

    ScheduleTicker(
            DefinitionStore definitions,
            Firings firings,
            TriggeredStart start,
            Executions executions,
            ClusterClock clock,
            TriggerConfig config,
            MeterRegistry metrics) {
        this.definitions = definitions;
        this.firings = firings;
        this.start = start;
        this.executions = executions;
        this.clock = clock;
        this.config = config;
        Gauge.builder("flowcast.schedules.failing", this, ScheduleTicker::failing)
                .description("Schedules whose tick is due and cannot be fired")
                .register(metrics);
    }

    private long failing() {
        return schedules.stream().filter(Scheduled::failing).count();
    }

    @io.quarkus.scheduler.Scheduled(every = "1s", concurrentExecution = SKIP)
    @RunOnVirtualThread
    void everySecond() {
        if (executions.draining()) {
            return;
        }
        try {
            tick();
            reachable = true;
        } catch (StoreUnavailable e) {
            if (reachable) {
                LOG.warnf("schedules wait for Redis: %s", e.getMessage());
            }
            reachable = false;
        }
    }

    /** Fires what is due. Throws {@link StoreUnavailable}; what was not done then is done by a later call. */
    void tick() {
        long now = clock.now();
        if (now >= refreshAt) {
            refresh();
            refreshAt = now + config.refresh().toMillis();
        }
        boolean changed = false;
        for (Scheduled schedule : schedules) {
            try {
                changed |= !fire(schedule, now);
                if (schedule.seenTo(false)) {
                    LOG.infof("%s: its schedule fires again", schedule.workflowId());
                }
            } catch (StoreUnavailable e) {
                throw e;
            } catch (RuntimeException e) {
                if (schedule.seenTo(true)) {
                    LOG.errorf(
                            e,
                            "%s: its schedule cannot fire; it is tried again every second, and said when it does",
                            schedule.workflowId());
                }
            }
        }
        if (changed) {
            changes = null;
            refreshAt = now;
        }
    }

    /** Whether the schedule stands as it is known here. */
    private boolean fire(Scheduled schedule, long now) {
        return switch (schedule.due(now, config.tolerance().toMillis())) {
            case Scheduled.Due.Nothing _ -> true;
            case Scheduled.Due.Missed(long tick) -> {
                LOG.warnf("%s: no executor was there for the tick of %tFT%<tTZ", schedule.workflowId(), tick);
                schedule.done(tick);
                record(schedule, start.missed(tick));
                yield true;
            }
            case Scheduled.Due.Fire(long tick) -> {
                DefinitionStore.Latest latest =
                        definitions.latestWithOwner(schedule.workflowId()).orElse(null);
                if (latest == null || latest.definition().definition().version() != schedule.version()) {
                    yield false;
                }
                TriggerState.Firing firing = start.tick(latest, schedule.index(), schedule.schedule(), tick);
                if (firing != null) {
                    schedule.done(tick);
                    record(schedule, firing);
                }
                yield true;
            }
        };
    }

    private void refresh() {
        long stored = definitions.changes();
        if (changes != null && changes == stored) {
            return;
        }
        Map<String, Scheduled> known = schedules.stream()
                .collect(Collectors.toMap(
                        schedule -> schedule.workflowId() + ":" + schedule.version() + ":" + schedule.index(),
                        Function.identity()));
        List<Scheduled> found = new ArrayList<>();
        for (DefinitionSummary summary : definitions.summaries()) {
            if (summary.triggers() != null && summary.triggers().contains(Trigger.Schedule.TYPE)) {
                try {
                    definitions
                            .version(summary.id(), summary.version())
                            .ifPresent(workflow -> collect(workflow.definition(), summary, known, found));
                } catch (StoreUnavailable e) {
                    throw e;
                } catch (RuntimeException e) {
                    // Written by a later version, it is one for others: those who understand it.
                    LOG.errorf(
                            "%s: version %d cannot be read here, and its schedules are left to other executors: %s",
                            summary.id(), summary.version(), e);
                }
            }
        }
        schedules = found;
        changes = stored;
    }

    private void collect(
            Definition definition, DefinitionSummary summary, Map<String, Scheduled> known, List<Scheduled> found) {
        for (int i = 0; i < definition.triggers().size(); i++) {
            if (definition.triggers().get(i) instanceof Trigger.Schedule schedule) {
                Scheduled before = known.get(definition.id() + ":" + definition.version() + ":" + i);
                found.add(before == null ? scheduled(definition, i, schedule, summary) : before);
            }
        }
    }

    private Scheduled scheduled(
            Definition definition, int index, Trigger.Schedule schedule, DefinitionSummary summary) {
        TriggerState.Firing last =
                firings.of(definition.id(), index).map(TriggerState::last).orElse(null);
        long since = Math.max(summary.updatedAt(), last == null ? 0 : last.at());
        Scheduled fresh = new Scheduled(definition.id(), definition.version(), index, schedule, since);
        if (fresh.next().isPresent()) {
            firings.record(definition.id(), index, state(fresh, last));
        }
        return fresh;
    }

    private void record(Scheduled schedule, TriggerState.Firing firing) {
        firings.record(schedule.workflowId(), schedule.index(), state(schedule, firing));
    }

    private static TriggerState state(Scheduled schedule, TriggerState.@Nullable Firing last) {
        OptionalLong next = schedule.next();
        return new TriggerState(Trigger.Schedule.TYPE, next.isPresent() ? next.getAsLong() : null, last);
    }
}
