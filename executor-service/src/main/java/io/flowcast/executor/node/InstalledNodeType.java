package io.flowcast.executor.node;

import io.flowcast.executor.definition.DefinitionForm;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.node.NodeType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * A node type of this process, with what it says of itself, asked once and found good.
 *
 * @param settings JSON Schema of the node's {@code with}
 * @param takesSecrets whether expressions in the node's {@code with} may name secrets
 * @param retry what holds for nodes that state no retries of their own
 * @param source {@value NodeTypeSource#BUILT_IN}, or the name of the jar it came in
 */
public record InstalledNodeType(
        NodeType type,
        String name,
        String description,
        Map<String, Object> settings,
        boolean takesSecrets,
        Retry retry,
        String source) {

    private static final Logger LOG = Logger.getLogger(InstalledNodeType.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final int MAX_SCHEMA = 64 * 1024;
    private static final int MAX_DESCRIPTION = 1_000;
    /** As in definitions. */
    private static final int MAX_RETRIES = 1_000;

    /**
     * Asks a node type for all of it.
     *
     * @param bean gives the node type, or throws what its constructor does
     * @throws IllegalStateException where it can't be used: the message names class and jar
     */
    static InstalledNodeType of(Supplier<NodeType> bean, Class<?> beanClass, String source) {
        String which = "the node type " + beanClass.getName()
                + (source.equals(NodeTypeSource.BUILT_IN) ? "" : " of " + source);
        NodeType type = asked(which, "cannot be created", bean);
        String name = asked(which, "has no name", type::name);
        if (!NAME.matcher(name).matches()) {
            throw new UnusableNodeType(which + " calls itself '" + name + "'; a name begins with one of a-z, goes on"
                    + " with a-z, 0-9 and -, and has at most 64 characters");
        }
        String description = asked(which, "has no description", type::description);
        if (description.length() > MAX_DESCRIPTION) {
            throw new UnusableNodeType(which + " has a description of " + description.length() + " characters; at most "
                    + MAX_DESCRIPTION + " are taken");
        }
        Map<String, ?> schema = asked(which, "has no schema of its settings", type::settingsSchema);
        boolean takesSecrets = asked(which, "does not say whether it takes secrets", type::takesSecrets);
        Retry retry = asked(which, "has no default retries", () -> retry(type.defaultRetry()));
        return new InstalledNodeType(type, name, description, checked(which, schema), takesSecrets, retry, source);
    }

    boolean builtIn() {
        return source.equals(NodeTypeSource.BUILT_IN);
    }

    private static Retry retry(Map<String, Object> stated) {
        Retry retry = DefinitionForm.retry(stated);
        if (retry.limit() < 0 || retry.limit() > MAX_RETRIES || retry.jitter() < 0 || retry.jitter() > 1) {
            throw new IllegalStateException("limit is 0 to " + MAX_RETRIES + ", jitter 0 to 1; got " + stated);
        }
        return retry;
    }

    private static <T> T asked(String which, String otherwise, Supplier<T> question) {
        try {
            return Objects.requireNonNull(question.get(), "null");
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            LOG.errorf(e, "%s %s", which, otherwise);
            throw new UnusableNodeType(which + " " + otherwise + ": " + cause);
        }
    }

    @SuppressWarnings("unchecked") // the copy of a map is one
    private static Map<String, Object> checked(String which, Map<String, ?> schema) {
        return switch (PlainCopy.of(schema, MAX_SCHEMA)) {
            case PlainCopy.Refused(String detail) ->
                throw new UnusableNodeType(which + " has no JSON Schema of its settings: " + detail);
            case PlainCopy.Plain(Object copy) -> {
                Map<String, Object> plain = (Map<String, Object>) Objects.requireNonNull(copy);
                List<String> faults = WorkflowSchemas.faults(plain);
                if (!faults.isEmpty()) {
                    throw new UnusableNodeType(
                            which + " has no JSON Schema of its settings: " + String.join("; ", faults));
                }
                yield plain;
            }
        };
    }
}
