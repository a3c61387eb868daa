package io.flowcast.events;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Holds something up to many random inputs. The seeds are the same each time; one that fails is named, and
 * {@code -Dflowcast.property.seed} has that one alone tried again. {@code -Dflowcast.property.times} has more tried.
 */
public final class Property {
    private static final long FIRST_SEED = 20_261_123;
    private static final String TROUBLE = " :\"'\\{}[],\t\u2028\u2029\uFEFF\u0000\u007F";

    private Property() {}

    /**
     * Tries it.
     *
     * @param cases so often
     */
    public static void holds(int cases, Consumer<RandomGenerator> property) {
        Long only = Long.getLong("flowcast.property.seed");
        if (only != null) {
            property.accept(random(only));
            return;
        }
        long all = (long) cases * Integer.getInteger("flowcast.property.times", 1);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + all; seed++) {
            try {
                property.accept(random(seed));
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                throw new AssertionError("with -Dflowcast.property.seed=" + seed + ": " + e, e);
            }
        }
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Any text that Unicode has, the troublesome more often than not. */
    public static String text(RandomGenerator random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append(TROUBLE.charAt(random.nextInt(TROUBLE.length())));
                case 1 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
                case 2 -> text.append((char) random.nextInt(0xA0, 0xD800));
                case 3 -> text.append((char) random.nextInt(0x20));
                default -> text.append((char) random.nextInt(0x20, 0x7F));
            }
        }
        return text.toString();
    }

    public static <T> T oneOf(RandomGenerator random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
