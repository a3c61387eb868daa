package io.flowcast.executor.definition;

import io.flowcast.events.DefinitionText;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.serverless.ServerlessWorkflow;
import io.flowcast.executor.definition.serverless.ServerlessWorkflow.Imported;
import io.flowcast.executor.expression.Expressions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what authors write, and says all that is wrong with it at once: first its shape, then its graph, its node types
 * and its expressions. Thread-safe. Never throws for a document, whatever it is.
 */
public final class DefinitionReader {
    static final int MAX_BYTES = 4 * DocumentBounds.MAX_CHARACTERS;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final List<String> LISTS = List.of("edges", "triggers");
    private static final JsonSchema SHAPE = JsonSchema.of(shape());

    private final NodeTypeCatalog catalog;
    private final NodeSettings settings;
    private final Expressions expressions;
    private final int maxNodes;

    /** For as many nodes as a document has room for. */
    public DefinitionReader(NodeTypeCatalog catalog, Expressions expressions) {
        this(catalog, expressions, Integer.MAX_VALUE);
    }

    DefinitionReader(NodeTypeCatalog catalog, Expressions expressions, int maxNodes) {
        this.maxNodes = maxNodes;
        this.catalog = catalog;
        this.settings = new NodeSettings(catalog);
        this.expressions = expressions;
    }

    /**
     * Reads a file's content.
     *
     * @param bytes UTF-8
     */
    public Reading read(byte[] bytes, Format format) {
        return read(bytes, format, null);
    }

    /**
     * Reads a document that must say that it is this workflow.
     *
     * @param bytes UTF-8
     * @param id what its id has to be; null for any
     */
    public Reading read(byte[] bytes, Format format, @Nullable String id) {
        if (bytes.length > MAX_BYTES) {
            return tooLong();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return read(text, format, id);
        } catch (CharacterCodingException e) {
            return invalid("the text is not UTF-8");
        }
    }

    /** Reads a text. */
    public Reading read(String text, Format format) {
        return read(text, format, null);
    }

    private Reading read(String text, Format format, @Nullable String id) {
        if (text.length() > DocumentBounds.MAX_CHARACTERS) {
            return tooLong();
        }
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        try {
            return check(
                    switch (format) {
                        case YAML -> YamlDocument.read(content);
                        case JSON -> JsonDocument.read(content);
                    },
                    new DefinitionText(format.mediaType(), content),
                    id);
        } catch (Unreadable e) {
            Position position = e.position();
            return new Reading.Invalid(List.of(new Problem.Fault(
                    null,
                    position == null ? null : position.line(),
                    position == null ? null : position.column(),
                    e.detail())));
        }
    }

    private Reading check(Document document, DefinitionText text, @Nullable String id) {
        Faults faults = new Faults(document);
        if (!(document.root() instanceof Map<?, ?> fields)) {
            faults.add("", "a map with the fields id, nodes and edges is expected");
            return new Reading.Invalid(faults.list());
        }
        if (!ServerlessWorkflow.is(fields)) {
            return check(withoutEmpty(DefinitionForm.fields(fields)), document, text, faults, id);
        }
        Imported imported = ServerlessWorkflow.read(fields, faults::add);
        if (!faults.isEmpty()) {
            return new Reading.Invalid(faults.list());
        }
        return switch (check(imported.definition(), document, text, Faults.ofImport(document, imported::origin), id)) {
            case Reading.Valid(Definition definition, DefinitionText written, boolean _) ->
                new Reading.Valid(definition, written, true);
            case Reading.Invalid invalid -> invalid;
        };
    }

    private Reading check(
            Map<String, Object> root, Document document, DefinitionText text, Faults faults, @Nullable String id) {
        SHAPE.misses(root).forEach(miss -> faults.add(miss.pointer(), miss.detail()));
        Outline outline = Outline.of(root);
        if (outline.allNodes().size() > maxNodes) {
            faults.add("/nodes", "there are " + outline.allNodes().size() + " nodes; at most " + maxNodes + " may be");
            return new Reading.Invalid(faults.list());
        }
        GraphCheck.check(outline, document, faults);
        settings.check(outline, faults);
        SignalCheck.check(outline, document, faults);
        new TextCheck(catalog, expressions, faults).check(root, outline);
        new TriggerCheck(expressions, faults).check(root);
        if (id != null && root.get("id") instanceof String written && !written.equals(id)) {
            faults.add("/id", "the id '" + id + "' is expected, as in the address");
        }
        return faults.isEmpty()
                ? new Reading.Valid(DefinitionForm.definition(root, 0), text, false)
                : new Reading.Invalid(faults.list());
    }

    /** In YAML a list whose last entry was taken out is a field with nothing after it. */
    private static Map<String, Object> withoutEmpty(Map<String, Object> root) {
        Map<String, Object> fields = new LinkedHashMap<>(root);
        LISTS.forEach(field -> fields.remove(field, null));
        return Collections.unmodifiableMap(fields);
    }

    private static Reading tooLong() {
        return invalid("the text is longer than " + DocumentBounds.MAX_CHARACTERS + " characters");
    }

    private static Reading invalid(String detail) {
        return new Reading.Invalid(List.of(new Problem.Fault(null, null, null, detail)));
    }

    private static Map<?, ?> shape() {
        try (InputStream schema = DefinitionReader.class.getResourceAsStream("definition.schema.json")) {
            return JsonSchema.JSON.readValue(schema, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException("definition.schema.json can't be read", e);
        }
    }
}
