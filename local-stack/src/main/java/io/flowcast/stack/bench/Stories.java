package io.flowcast.stack.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes stories, none of which was there before. */
final class Stories {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Stories() {}

    /** @param events how many each may have at most */
    static List<Story> fresh(int count, int events) {
        List<Story> stories = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stories.add(new Story(NUMBERS.incrementAndGet(), events));
        }
        return stories;
    }
}
