package io.flowcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Cursors come from clients, and may be anything. */
class CursorPropertiesTest {
    private static final long MOST = 999_999_999_999_999_999L;

    @Test
    void anIdReadsAsItWasWritten() {
        Property.holds(20_000, random -> {
            EventId id = new EventId(number(random, 1), number(random, 0));
            assertThat(EventId.parse(id.toString())).contains(id);
        });
    }

    @Test
    void whateverReadsAsAnIdIsWrittenInThatOneWay() {
        Property.holds(50_000, random -> {
            String text = almost(random);
            EventId.parse(text).ifPresent(id -> assertThat(id).hasToString(text));
        });
    }

    /** An id with something wrong, as a rule. */
    private static String almost(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        text.append(number(random, 0)).append('-').append(number(random, 0));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, Property.text(random, 2));
                case 1 -> text.insert(at, "0-+ 9٣".charAt(random.nextInt(6)));
                default -> text.delete(at, Math.min(text.length(), at + 2));
            }
        }
        return text.toString();
    }

    private static long number(RandomGenerator random, long least) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextLong(least, 20);
            case 1 -> MOST - random.nextInt(3);
            default -> random.nextLong(least, MOST + 1);
        };
    }
}
