package io.flowcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events of any content are read as they were written, by readers of this version and of earlier ones. */
class EventPropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void anEventReadsAsItWasWritten() {
        Property.holds(1_000, random -> {
            Event event = any(Event.class, random);
            String written = write(event);

            assertThat(written).doesNotContain("\n", "\r");
            assertThat(read(written)).isEqualTo(event);
        });
    }

    @Test
    void fieldsThatNobodyKnowsAreIgnored() {
        Property.holds(1_000, random -> {
            Event event = any(Event.class, random);
            ObjectNode later = JSON.valueToTree(event);
            for (int more = random.nextInt(1, 4); more > 0; more--) {
                String name = "later" + random.nextInt(10) + Property.text(random, 3);
                switch (random.nextInt(3)) {
                    case 0 -> later.put(name, Property.text(random, 5));
                    case 1 ->
                        later.putObject(name).put("type", 1).putArray("of").add(true);
                    default -> later.putNull(name);
                }
            }
            assertThat(read(later.toString())).isEqualTo(event);
        });
    }

    @Test
    void eventsOfTypesThatNobodyKnowsChangeNothingButTheSequence() {
        Property.holds(500, random -> {
            Fold known = new Fold();
            Fold later = new Fold();
            long seq = 0;
            for (int i = 0; i < 6; i++) {
                Event event = of(ownType(random), random);
                known.add(new EventId(i + 1, 1), event);
                if (random.nextBoolean()) {
                    String type = "later." + random.nextInt();
                    later.add(new EventId(++seq, 1), of(type, random));
                }
                later.add(new EventId(++seq, 1), event);
            }
            assertThat(later.nodes()).isEqualTo(known.nodes());
            assertThat(later.status().terminal()).isEqualTo(known.status().terminal());
        });
    }

    private static String ownType(RandomGenerator random) {
        EventType type;
        do {
            type = Property.oneOf(random, List.of(EventType.values()));
        } while (type.terminal());
        return type.wire();
    }

    private static Event of(String type, RandomGenerator random) {
        ObjectNode event = JSON.valueToTree(any(Event.class, random));
        event.put("type", type).put("nodeId", "n" + random.nextInt(3));
        return read(event.toString());
    }

    /** A record of this form with anything in it. */
    private static <T> T any(Class<T> form, RandomGenerator random) {
        List<Class<?>> types = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : form.getRecordComponents()) {
            types.add(component.getType());
            boolean needed = component.getType().isPrimitive()
                    || component.getAnnotatedType().getAnnotation(Nullable.class) == null;
            values.add(needed || random.nextInt(3) == 0 ? value(component, random) : null);
        }
        try {
            Constructor<T> constructor = form.getDeclaredConstructor(types.toArray(Class[]::new));
            return constructor.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(RecordComponent component, RandomGenerator random) {
        Class<?> type = component.getType();
        if (type == String.class) {
            return Property.text(random, 12);
        } else if (type == long.class || type == Long.class) {
            return random.nextLong();
        } else if (type == Integer.class) {
            return random.nextInt();
        } else if (type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == ExecutionId.class) {
            return new ExecutionId(random.nextInt(16), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
        } else if (type == List.class) {
            return component.getName().equals("errors")
                    ? List.of(any(Problem.Fault.class, random))
                    : List.of(Property.text(random, 5), Property.text(random, 5));
        } else {
            return any(type, random);
        }
    }

    private static String write(Event event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Event read(String json) {
        try {
            return JSON.readValue(json, Event.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
