package io.flowcast.stack.redis.scripts;

import java.util.List;

/**
 * A script as it is asked for: a character is a byte in all of it.
 *
 * @param beginning what Redis holds when it is, as {@link WrongCalls#stored} gives it
 */
public record ScriptCall(
        String name, String source, List<String> keys, List<String> arguments, List<String> beginning) {

    /** A copy, of which nothing can be changed. */
    public ScriptCall {
        keys = List.copyOf(keys);
        arguments = List.copyOf(arguments);
        beginning = List.copyOf(beginning);
    }

    @Override
    public String toString() {
        return name + " keys " + shown(keys) + " arguments " + shown(arguments);
    }

    private static List<String> shown(List<String> all) {
        return all.stream()
                .limit(40)
                .map(text -> text.length() > 60 ? text.substring(0, 60) + "… (" + text.length() + ")" : text)
                .toList();
    }
}
