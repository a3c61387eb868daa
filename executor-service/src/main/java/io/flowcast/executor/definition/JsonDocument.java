package io.flowcast.executor.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flowcast.executor.node.JsonMistake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON token by token, for those carry positions. */
final class JsonDocument {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser tokens;
    private final DocumentBounds bounds = new DocumentBounds();
    private final Map<String, Position> positions = new HashMap<>();

    private JsonDocument(JsonParser tokens) {
        this.tokens = tokens;
    }

    static Document read(String text) throws Unreadable {
        try (JsonParser tokens = JSON.createParser(text)) {
            JsonDocument document = new JsonDocument(tokens);
            return new Document(document.whole(), document.positions);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new Unreadable(place == null ? null : position(place), "this is not JSON: " + JsonMistake.of(e));
        } catch (IOException e) {
            throw new Unreadable(null, "this is not JSON: " + e.getMessage());
        }
    }

    private @Nullable Object whole() throws IOException, Unreadable {
        JsonToken first = tokens.nextToken();
        if (first == null) {
            throw new Unreadable(new Position(1, 1), "the document is empty");
        }
        Object root = value(first, "", 1);
        if (tokens.nextToken() != null) {
            throw new Unreadable(position(tokens.currentTokenLocation()), "the document ends before this");
        }
        return root;
    }

    private @Nullable Object value(@Nullable JsonToken token, String pointer, int depth)
            throws IOException, Unreadable {
        Position position = position(tokens.currentTokenLocation());
        positions.put(pointer, position);
        bounds.add(1, position);
        return switch (token) {
            case START_OBJECT -> map(pointer, depth);
            case START_ARRAY -> list(pointer, depth);
            case VALUE_STRING -> tokens.getText();
            case VALUE_NUMBER_INT -> DocumentBounds.integer(tokens.getText(), 10, position);
            case VALUE_NUMBER_FLOAT -> DocumentBounds.decimal(tokens.getText(), position);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new Unreadable(position, "a value is expected here");
        };
    }

    private List<@Nullable Object> list(String pointer, int depth) throws IOException, Unreadable {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = tokens.nextToken(); token != JsonToken.END_ARRAY; token = tokens.nextToken()) {
            DocumentBounds.depth(depth, position(tokens.currentTokenLocation()));
            list.add(value(token, Document.child(pointer, list.size()), depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(String pointer, int depth) throws IOException, Unreadable {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (tokens.nextToken() != JsonToken.END_OBJECT) {
            Position position = position(tokens.currentTokenLocation());
            DocumentBounds.depth(depth, position);
            String key = tokens.currentName();
            if (key == null) {
                throw new Unreadable(position, "a key is expected here");
            }
            if (map.containsKey(key)) {
                throw new Unreadable(position, "the key '" + key + "' stands here for the second time");
            }
            map.put(key, value(tokens.nextToken(), Document.child(pointer, key), depth + 1));
        }
        return map;
    }

    private static Position position(JsonLocation location) {
        return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
