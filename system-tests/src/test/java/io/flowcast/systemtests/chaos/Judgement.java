package io.flowcast.systemtests.chaos;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Complete;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.FencedOnce;
import io.flowcast.systemtests.validate.Honest;
import io.flowcast.systemtests.validate.NoNodeLeftRunning;
import io.flowcast.systemtests.validate.Ordered;
import io.flowcast.systemtests.validate.Resumable;
import io.flowcast.systemtests.validate.SnapshotConsistent;
import io.flowcast.systemtests.validate.TerminalOnce;
import io.flowcast.systemtests.validate.Unique;
import io.flowcast.systemtests.validate.Validator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which promises hold for what one client saw of one execution. */
final class Judgement {
    private static final String ASKED_FOR = "requested";

    private final List<EqualToLog.Entry> log;
    private final Set<String> known;
    private final boolean mayForget;

    /**
     * Of one execution.
     *
     * @param log as Redis has it at the end
     * @param mayForget whether Redis may have lost what it acknowledged
     */
    Judgement(List<EqualToLog.Entry> log, boolean mayForget) {
        this.log = List.copyOf(log);
        this.known = log.stream().map(EqualToLog.Entry::id).collect(Collectors.toSet());
        this.mayForget = mayForget;
    }

    /** All of them; fewer where it began with the state, and where Redis lost what it had told. */
    List<Validator> promisesOf(History history) {
        if (isRewound(history)) {
            return List.of(new Honest(log), new Resumable());
        }
        if (history.frames().stream().anyMatch(Frame::isSnapshot)) {
            return begunAtTheEnd(history)
                    ? List.of(new Honest(log), new SnapshotConsistent(log))
                    : List.of(new Honest(log), new SnapshotConsistent(log), new Unique(), new TerminalOnce());
        }
        return List.of(
                new Ordered(),
                new Unique(),
                new FencedOnce(),
                new Complete(),
                new Resumable(),
                new TerminalOnce(),
                new NoNodeLeftRunning(),
                new EqualToLog(log));
    }

    /**
     * Whether this client was told what the log does not have, as it can only be where Redis lost it and whoever could have told it
     * again died as well. Where Redis loses nothing, a snapshot has to have said so.
     */
    boolean isRewound(History history) {
        boolean told = history.frames().stream()
                .filter(Frame::isSnapshot)
                .anyMatch(snapshot -> !snapshot.json().path("reason").asText().equals(ASKED_FOR));
        return told || (mayForget && sawWhatIsLost(history));
    }

    /** Whether the log, at the end, does not have something that this client was told. */
    boolean sawWhatIsLost(History history) {
        return history.frames().stream().anyMatch(frame -> frame.id() != null && !known.contains(frame.id()));
    }

    private static boolean begunAtTheEnd(History history) {
        return history.events().isEmpty() && history.frames().stream().anyMatch(Frame::tellsTheEnd);
    }
}
