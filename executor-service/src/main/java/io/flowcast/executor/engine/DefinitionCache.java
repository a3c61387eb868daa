package io.flowcast.executor.engine;

import io.flowcast.executor.definition.CompiledDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was made of the definitions that executions carry, the latest asked for: executions that wake together are mostly
 * those of a few workflows. Bounded by number and by characters of the sources. Thread-safe.
 */
final class DefinitionCache {

    private final int most;
    private final long mostCharacters;

    /** Least recently asked for first; guarded by this. */
    private final Map<Key, CompiledDefinition> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Of the sources of all that is known; guarded by this. */
    private long characters;

    /** The text and not only the id, for a workflow that was deleted with Redis' data may come again with other content. */
    private record Key(int version, String json) {}

    DefinitionCache(int most, long mostCharacters) {
        this.most = most;
        this.mostCharacters = mostCharacters;
    }

    /** What was made of this source before, or what {@code read} makes of it now. What it throws is not remembered. */
    CompiledDefinition get(int version, String json, Supplier<CompiledDefinition> read) {
        Key key = new Key(version, json);
        synchronized (this) {
            CompiledDefinition before = known.get(key);
            if (before != null) {
                return before;
            }
        }
        CompiledDefinition made = read.get();
        remember(key, made);
        return made;
    }

    private synchronized void remember(Key key, CompiledDefinition made) {
        if (key.json().length() > mostCharacters || known.put(key, made) != null) {
            return;
        }
        characters += key.json().length();
        var eldest = known.entrySet().iterator();
        while (known.size() > most || characters > mostCharacters) {
            characters -= eldest.next().getKey().json().length();
            eldest.remove();
        }
    }

    synchronized int size() {
        return known.size();
    }
}
