package io.flowcast.executor.definition;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads YAML from its events, for those carry positions, and nothing is made before it is counted. */
final class YamlDocument {
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]++");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]++");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]++");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?");
    private static final Pattern NOT_IN_JSON = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final String TEXT_TAG = "tag:yaml.org,2002:str";

    private final Parser events;
    private final DocumentBounds bounds = new DocumentBounds();
    private final Map<String, Position> positions = new HashMap<>();
    private final Map<String, Anchored> anchors = new HashMap<>();

    private record Anchored(@Nullable Object value, int values) {}

    private YamlDocument(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(DocumentBounds.MAX_CHARACTERS);
        events = new ParserImpl(new StreamReader(new StringReader(text)), options);
    }

    static Document read(String text) throws Unreadable {
        try {
            YamlDocument document = new YamlDocument(text);
            return new Document(document.whole(), document.positions);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            String context = e.getContext() == null ? "" : " " + e.getContext();
            throw new Unreadable(mark == null ? null : position(mark), "this is not YAML: " + e.getProblem() + context);
        } catch (YAMLException e) {
            throw new Unreadable(null, "this is not YAML: " + e.getMessage());
        }
    }

    private @Nullable Object whole() throws Unreadable {
        events.getEvent();
        if (!events.checkEvent(Event.ID.DocumentStart)) {
            throw new Unreadable(new Position(1, 1), "the document is empty");
        }
        events.getEvent();
        Object root = value(events.getEvent(), "", 1);
        events.getEvent();
        if (events.checkEvent(Event.ID.DocumentStart)) {
            throw new Unreadable(
                    position(events.peekEvent().getStartMark()),
                    "a second document begins here; one per file is expected");
        }
        return root;
    }

    private @Nullable Object value(Event event, String pointer, int depth) throws Unreadable {
        Position position = position(event.getStartMark());
        positions.put(pointer, position);
        bounds.add(1, position);
        int before = bounds.values();
        Object value = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, position);
            case SequenceStartEvent list -> list(pointer, depth);
            case MappingStartEvent map -> map(pointer, depth);
            case AliasEvent alias -> aliased(alias, position);
            default -> throw new Unreadable(position, "a value is expected here");
        };
        if (!(event instanceof AliasEvent) && event instanceof NodeEvent node && node.getAnchor() != null) {
            anchors.put(node.getAnchor(), new Anchored(value, 1 + bounds.values() - before));
        }
        return value;
    }

    private List<@Nullable Object> list(String pointer, int depth) throws Unreadable {
        List<@Nullable Object> list = new ArrayList<>();
        for (Event event = events.getEvent(); !(event instanceof SequenceEndEvent); event = events.getEvent()) {
            DocumentBounds.depth(depth, position(event.getStartMark()));
            list.add(value(event, Document.child(pointer, list.size()), depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(String pointer, int depth) throws Unreadable {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Event event = events.getEvent(); !(event instanceof MappingEndEvent); event = events.getEvent()) {
            Position position = position(event.getStartMark());
            DocumentBounds.depth(depth, position);
            String key = key(event, position);
            if (map.containsKey(key)) {
                throw new Unreadable(position, "the key '" + key + "' stands here for the second time");
            }
            map.put(key, value(events.getEvent(), Document.child(pointer, key), depth + 1));
        }
        return map;
    }

    private static String key(Event event, Position position) throws Unreadable {
        if (!(event instanceof ScalarEvent scalar)) {
            throw new Unreadable(position, "a key must be text, not a map, a list or an alias");
        }
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw new Unreadable(position, "merge keys (<<) are not part of YAML 1.2 and not supported");
        }
        return scalar.getValue();
    }

    private @Nullable Object aliased(AliasEvent alias, Position position) throws Unreadable {
        Anchored anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw new Unreadable(
                    position, "the alias *" + alias.getAnchor() + " refers to no complete value before it");
        }
        bounds.add(anchored.values(), position);
        return anchored.value();
    }

    private static @Nullable Object scalar(ScalarEvent scalar, Position position) throws Unreadable {
        String tag = scalar.getTag();
        if (tag != null && !tag.equals(TEXT_TAG) && !tag.equals("!")) {
            throw new Unreadable(position, "tags such as " + tag + " are not supported");
        }
        return tag == null && scalar.isPlain() ? plain(scalar.getValue(), position) : scalar.getValue();
    }

    /** The core schema of YAML 1.2, section 10.3. */
    private static @Nullable Object plain(String text, Position position) throws Unreadable {
        if (NULL.matcher(text).matches()) {
            return null;
        }
        if (TRUE.matcher(text).matches()) {
            return true;
        }
        if (FALSE.matcher(text).matches()) {
            return false;
        }
        if (INTEGER.matcher(text).matches()) {
            return DocumentBounds.integer(text, 10, position);
        }
        if (OCTAL.matcher(text).matches()) {
            return DocumentBounds.integer(text.substring(2), 8, position);
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return DocumentBounds.integer(text.substring(2), 16, position);
        }
        if (DECIMAL.matcher(text).matches()) {
            return DocumentBounds.decimal(text, position);
        }
        if (NOT_IN_JSON.matcher(text).matches()) {
            throw new Unreadable(position, "JSON has no number " + text);
        }
        return text;
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
