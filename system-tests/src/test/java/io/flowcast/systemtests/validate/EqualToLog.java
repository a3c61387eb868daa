package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;

/** What came is what the log holds: the same ids, types and data, byte for byte, as far as either goes. */
public final class EqualToLog implements Validator {
    private final List<Entry> log;

    public EqualToLog(List<Entry> log) {
        this.log = List.copyOf(log);
    }

    /** One entry of the log. */
    public record Entry(String id, String type, String data) {}

    @Override
    public List<Violation> broken(History history) {
        List<Frame> events = history.events();
        List<Entry> came = events.stream().map(EqualToLog::entry).toList();
        List<Violation> broken = new ArrayList<>();
        for (int i = 0; i < Math.max(came.size(), log.size()); i++) {
            Object ofClient = i < came.size() ? came.get(i) : "nothing";
            Object ofLog = i < log.size() ? log.get(i) : "nothing";
            if (!ofClient.equals(ofLog)) {
                broken.add(new Violation(
                        "at place " + (i + 1) + " came " + ofClient + " where the log has " + ofLog,
                        events.subList(Math.min(i, came.size() - 1), Math.min(i + 1, came.size()))));
            }
        }
        return broken;
    }

    private static Entry entry(Frame frame) {
        return new Entry(String.valueOf(frame.id()), frame.event(), frame.data());
    }
}
