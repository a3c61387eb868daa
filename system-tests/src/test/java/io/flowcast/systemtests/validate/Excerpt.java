package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The shortest history around a violation: the frames that show it and their neighbours, with the connections over which they
 * came; the same part of the log; and what the services wrote of the execution last.
 */
public final class Excerpt {
    private static final int NEIGHBOURS = 1;
    private static final int LONGEST = 240;
    private static final int MOST_LINES = 8;

    private final StringBuilder text = new StringBuilder();

    private Excerpt() {}

    /**
     * As lines, indented.
     *
     * @param serverLines what the services wrote, oldest first
     */
    public static String of(History history, Violation violation, List<Entry> log, List<String> serverLines) {
        Excerpt excerpt = new Excerpt();
        List<Frame> where = violation.where().isEmpty() ? ends(history) : violation.where();
        Set<Frame> shown = Collections.newSetFromMap(new IdentityHashMap<>());
        shown.addAll(where);
        Set<String> ids = new HashSet<>();
        where.forEach(frame -> ids.add(String.valueOf(frame.id())));
        excerpt.connections(history, shown);
        excerpt.text.append("  the log, of ").append(log.size()).append(" events:\n");
        excerpt.around(
                log, entry -> ids.contains(entry.id()), entry -> entry.id() + " " + entry.type() + " " + entry.data());
        excerpt.lines(history.executionId(), serverLines);
        return excerpt.text.toString();
    }

    /** Where nothing in particular is wrong, how it begins and how it ends. */
    private static List<Frame> ends(History history) {
        List<Frame> frames =
                history.frames().stream().filter(frame -> frame.id() != null).toList();
        return frames.isEmpty() ? List.of() : List.of(frames.getFirst(), frames.getLast());
    }

    private void connections(History history, Set<Frame> shown) {
        int silent = 0;
        for (Connection connection : history.connections()) {
            List<Frame> story = connection.story();
            if (story.stream().noneMatch(shown::contains)) {
                silent++;
                continue;
            }
            silent = passedOver(silent);
            line("  " + connection.url() + " from " + connection.cursor() + ", " + connection.status() + ", ended by "
                    + connection.end());
            around(story, shown::contains, Excerpt::told);
        }
        passedOver(silent);
    }

    private int passedOver(int connections) {
        if (connections > 0) {
            line("  … " + connections + (connections == 1 ? " connection" : " connections") + " without any of it");
        }
        return 0;
    }

    private static String told(Frame frame) {
        return frame.id() + " " + frame.event() + " " + frame.data();
    }

    /** Those that are meant, marked, with their neighbours, and how many there are in between. */
    private <T> void around(List<T> all, Predicate<T> meant, Function<T, String> told) {
        int left = 0;
        for (int i = 0; i < all.size(); i++) {
            boolean near = all.subList(Math.max(0, i - NEIGHBOURS), Math.min(all.size(), i + NEIGHBOURS + 1)).stream()
                    .anyMatch(meant);
            if (!near) {
                left++;
                continue;
            }
            left = leftOut(left);
            line((meant.test(all.get(i)) ? "  > " : "    ") + told.apply(all.get(i)));
        }
        leftOut(left);
    }

    private int leftOut(int count) {
        if (count > 0) {
            line("    … " + count + " more");
        }
        return 0;
    }

    private void lines(String executionId, List<String> serverLines) {
        List<String> ofIt = new ArrayList<>(
                serverLines.stream().filter(line -> line.contains(executionId)).toList());
        if (!ofIt.isEmpty()) {
            text.append("  the services, of ").append(ofIt.size()).append(" lines:\n");
            ofIt.subList(Math.max(0, ofIt.size() - MOST_LINES), ofIt.size()).forEach(line -> line("    " + line));
        }
    }

    private void line(String line) {
        text.append(line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
                .append('\n');
    }
}
