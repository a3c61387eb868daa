package io.flowcast.executor.definition;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The node types a definition may use. Answers never change while the process runs. */
public interface NodeTypeCatalog {

    Set<String> names();

    /**
     * JSON Schema of a type's {@code with}; empty if the type is unknown or takes anything. A string that holds an
     * expression is accepted wherever it stands, whatever the schema says: so there must be no {@code anyOf} or {@code
     * oneOf} above a field that may hold one.
     */
    Optional<Map<String, Object>> settingsSchema(String type);

    /** Whether the expressions in a type's {@code with} may name secrets. */
    default boolean takesSecrets(String type) {
        return false;
    }

    /** What holds for nodes that state no retries. */
    default Retry defaultRetry(String type) {
        return Retry.NEVER;
    }
}
