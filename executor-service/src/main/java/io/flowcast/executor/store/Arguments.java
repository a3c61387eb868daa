package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The arguments of one call of a script, in order; the first is the prefix from which it builds its keys. */
final class Arguments {

    /** From this length on, an entry of the log, and a message, takes no more events. */
    private static final int ENTRY = 65_536;

    private final List<String> list = new ArrayList<>(64);

    Arguments(RedisKeys keys) {
        add(keys.prefix());
    }

    Arguments(ExecutionId id) {
        this(RedisKeys.of(id));
        add(id.toString());
    }

    Arguments add(String... values) {
        Collections.addAll(list, values);
        return this;
    }

    Arguments add(long number) {
        list.add(Long.toString(number));
        return this;
    }

    Arguments add(Map<String, String> fields) {
        fields.forEach((name, value) -> add(name, value));
        return this;
    }

    /** The events as entries of the log, each its number of events and their text. */
    Arguments add(List<LogEntry> events) {
        StringBuilder text = new StringBuilder(Math.min(length(events), 2 * ENTRY));
        int count = 0;
        for (LogEntry event : events) {
            if (count > 0) {
                text.append('\n');
            }
            text.append(event.type()).append(' ').append(event.data());
            count++;
            if (text.length() > ENTRY) {
                add(count).add(text.toString());
                text.setLength(0);
                count = 0;
            }
        }
        return count == 0 ? this : add(count).add(text.toString());
    }

    private static int length(List<LogEntry> events) {
        long length = 0;
        for (LogEntry event : events) {
            length += event.type().length() + event.data().length() + 2;
        }
        return Math.toIntExact(Math.min(length, Integer.MAX_VALUE));
    }

    Arguments addNotices(List<Notice> notices) {
        notices.forEach(notice -> add(notice.address(), Intent.toJson(notice.request())));
        return this;
    }

    List<String> list() {
        return list;
    }
}
