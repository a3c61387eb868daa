package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.executor.intent.Notice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an occurrence. Nothing of it has happened until it is committed, and no node is started before.
 *
 * @param nodes that change, as they are afterwards
 * @param outputs of nodes that completed
 * @param signals that were received, by name
 * @param events in order, numbered
 * @param starts ids of the nodes of which an attempt starts
 * @param notices what other executions of the partition are asked for
 * @param status of the execution afterwards
 * @param ending where this step ends the execution
 */
record Step(
        Map<String, NodeState> nodes,
        Map<String, Encoded> outputs,
        Map<String, Signal> signals,
        List<Event> events,
        Set<String> starts,
        List<Notice> notices,
        ExecutionStatus status,
        int takeovers,
        ExecutionState.@Nullable Ending ending) {}
