package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arguments of one call of a script, in order; the first is the prefix from which it builds its keys. */
final class Arguments {

    private final List<String> list = new ArrayList<>();

    Arguments(RedisKeys keys) {
        add(keys.prefix());
    }

    Arguments(ExecutionId id) {
        this(RedisKeys.of(id));
        add(id.toString());
    }

    Arguments add(String... values) {
        list.addAll(List.of(values));
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

    Arguments add(List<LogEntry> events) {
        events.forEach(event -> add(event.type(), event.data()));
        return this;
    }

    Arguments addNotices(List<Notice> notices) {
        notices.forEach(notice -> add(notice.address(), Intent.toJson(notice.request())));
        return this;
    }

    List<String> list() {
        return list;
    }
}
