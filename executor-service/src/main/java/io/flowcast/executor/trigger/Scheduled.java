package io.flowcast.executor.trigger;

import io.flowcast.executor.definition.Trigger;
import java.util.OptionalLong;

/**
 * One schedule of one version of a workflow, and how far it has ticked. All times are epoch milliseconds of the cluster's
 * clock. One thread uses it.
 */
final class Scheduled {

    /** What is to be done now. */
    sealed interface Due {
        record Nothing() implements Due {}

        /** An execution is to be started for this tick. */
        record Fire(long tick) implements Due {}

        /** These are past, the last of them at this time, and are not made up for. */
        record Missed(long tick) implements Due {}
    }

    private static final Due NOTHING = new Due.Nothing();

    private final String workflowId;
    private final int version;
    private final int index;
    private final Trigger.Schedule schedule;
    private final Ticks ticks;
    private OptionalLong next;
    /** Read by the gauge as well. */
    private volatile boolean failing;

    /**
     * @param index among the workflow's triggers
     * @param since ticks up to then are no concern of this one: they fired, or this version was not there
     */
    Scheduled(String workflowId, int version, int index, Trigger.Schedule schedule, long since) {
        this.workflowId = workflowId;
        this.version = version;
        this.index = index;
        this.schedule = schedule;
        this.ticks = new Ticks(schedule);
        this.next = ticks.after(since);
    }

    String workflowId() {
        return workflowId;
    }

    int version() {
        return version;
    }

    int index() {
        return index;
    }

    Trigger.Schedule schedule() {
        return schedule;
    }

    /** The next tick that is to come, or that is due. */
    OptionalLong next() {
        return next;
    }

    /** @param tolerance how late a tick may fire that is not to be made up for, in milliseconds */
    Due due(long now, long tolerance) {
        if (next.isEmpty() || next.getAsLong() > now) {
            return NOTHING;
        }
        long tick = ticks.upTo(now).orElse(next.getAsLong());
        boolean late = tick < now - tolerance;
        return late && schedule.missed() == Trigger.Schedule.Missed.SKIP ? new Due.Missed(tick) : new Due.Fire(tick);
    }

    /** Notes whether it could be seen to just now; gives whether that is news. */
    boolean seenTo(boolean failed) {
        boolean news = failing != failed;
        failing = failed;
        return news;
    }

    boolean failing() {
        return failing;
    }

    /** This tick, and all before it, are done with. */
    void done(long tick) {
        next = ticks.after(tick);
    }
}
