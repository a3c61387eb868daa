package io.flowcast.executor.expression;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Templates by their text, so that each is parsed once. All are dropped when their texts together get too long: a parsed
 * expression takes up to some hundred bytes for each of its characters. Thread-safe.
 */
final class Templates {
    private static final long MAX_CHARACTERS = 500_000;

    private final Map<String, Template> strings = new ConcurrentHashMap<>();
    private final Map<String, Template> conditions = new ConcurrentHashMap<>();
    private final AtomicLong characters = new AtomicLong();

    Template string(String text) {
        return text.contains("${")
                ? remembered(strings, text, Template::parse)
                : new Template(List.of(new Template.Text(text)), null);
    }

    Template condition(String when) {
        return remembered(conditions, when, Template::condition);
    }

    private Template remembered(Map<String, Template> known, String text, Function<String, Template> parse) {
        Template template = known.get(text);
        if (template != null) {
            return template;
        }
        Template fresh = parse.apply(text);
        if (characters.addAndGet(text.length()) > MAX_CHARACTERS) {
            strings.clear();
            conditions.clear();
            characters.set(text.length());
        }
        known.put(text, fresh);
        return fresh;
    }
}
