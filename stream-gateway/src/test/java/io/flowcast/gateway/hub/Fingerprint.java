package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.hub.Stage.Client;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a stage is in, as text: two with the same text behave alike from here on. It walks through every object that the hub,
 * the reads and the timers reach, what their lambdas hold included, so that no field of the hub can be forgotten here.
 * Counters that are only ever compared with each other are told by how they compare.
 */
final class Fingerprint {
    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();
    private static final Field LOOK = field(Hub.class, "look");
    private static final Field EPOCH = field(Hub.class, "epoch");
    private static final Field READ_EPOCH = field(Subscriber.class, "readEpoch");
    /** From so many looks on, a doubt is answered the same way. */
    private static final int MOST_LOOKS = 4;

    private final StringBuilder text = new StringBuilder(2_000);
    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();
    private final int look;
    private final int epoch;

    private Fingerprint(Hub hub) {
        look = (int) get(LOOK, hub);
        epoch = (int) get(EPOCH, hub);
    }

    /** @param rest what else there is to tell */
    static String of(Stage stage, Collection<?> rest) {
        Fingerprint fingerprint = new Fingerprint(stage.hub);
        fingerprint.seen.put(stage, 0);
        fingerprint.add(stage.hub);
        fingerprint.add(stage.reads);
        fingerprint.add(stage.timers);
        fingerprint.add(stage.frames);
        fingerprint.add(stage.log);
        fingerprint
                .text
                .append(stage.dirty)
                .append(stage.unreachable)
                .append(stage.trimmed())
                .append(stage.fence());
        fingerprint.add(rest);
        return fingerprint.text.toString();
    }

    private void add(@Nullable Object object) {
        switch (object) {
            case null -> text.append('-');
            case EventId id -> text.append(id.seq()).append('.').append(id.fence());
            case Frame frame -> add(frame.id());
            case EventMessage message -> add(message.id());
            case Chunk chunk -> add(chunk.frames());
            case Client client -> client(client);
            case Optional<?> optional -> add(optional.orElse(null));
            case Collection<?> all -> all(all);
            case Map<?, ?> map -> {
                add(map.keySet());
                add(map.values());
            }
            case Doubt doubt ->
                text.append(Math.min(MOST_LOOKS, (int) get(fields(Doubt.class).getFirst(), doubt)));
            case ExecutionId id -> text.append('x');
            case Boolean _, Number _, String _, Enum<?> _, Duration _ -> text.append(object);
            default -> fields(object);
        }
        text.append(' ');
    }

    private void client(Client client) {
        Integer known = seen.putIfAbsent(client, seen.size());
        text.append('c').append(known == null ? seen.get(client) : known);
        if (known == null) {
            text.append(client.full)
                    .append(client.accepted)
                    .append(client.rejected)
                    .append(client.ended);
            text.append(client.synced())
                    .append(client.ids().isEmpty() ? "" : client.ids().getLast());
            add(client.subscriber);
        }
    }

    private void all(Collection<?> all) {
        text.append('[');
        boolean unordered = all.getClass() == HashSet.class;
        List<?> elements = unordered
                ? all.stream().map(seen::get).sorted().toList()
                : all instanceof List<?> list ? list : new ArrayList<>(all);
        elements.forEach(this::add);
        text.append(']');
    }

    private void fields(Object object) {
        Integer known = seen.putIfAbsent(object, seen.size());
        if (known != null) {
            text.append('#').append(known);
            return;
        }
        Class<?> type = object.getClass();
        text.append(type.isHidden() ? type.getName() : type.getSimpleName()).append('(');
        for (Field field : fields(type)) {
            if (type.isHidden() && field.getType() == int.class) {
                text.append((int) get(field, object) == look);
            } else if (field.equals(READ_EPOCH)) {
                text.append((int) get(field, object) == epoch);
            } else {
                add(get(field, object));
            }
        }
        text.append(')');
    }

    private static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(
                type,
                any -> Arrays.stream(any.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .filter(field -> !field.equals(LOOK) && !field.equals(EPOCH))
                        .peek(field -> field.setAccessible(true))
                        .toList());
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a counter that is told by how it compares has another name", e);
        }
    }

    private static Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
