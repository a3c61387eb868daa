package io.flowcast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.ExecutionStatus;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void aCursorThatIsKnownIsFollowedByWhatCameAfterIt() {
        Window window = new Window(List.of(part(5, 6, 8)));
        assertThat(window.end()).hasToString("8-0");
        assertThat(following(window, "6-0")).containsExactly(8L);
        assertThat(following(window, "8-0")).isEmpty();
        assertThat(following(window, "4-0")).as("the entry before the first").containsExactly(5L, 6L, 8L);
    }

    @Test
    void aCursorThatIsNotKnownIsToldFromOneThatIsTooOldOrTooNew() {
        Window window = new Window(List.of(part(5, 6, 8)));
        assertThat(window.after(cursor("3-9"))).isInstanceOf(Window.Following.Trimmed.class);
        assertThat(window.after(cursor("7-0"))).isInstanceOf(Window.Following.Foreign.class);
        assertThat(window.after(cursor("6-1"))).isInstanceOf(Window.Following.Foreign.class);
        assertThat(window.after(cursor("8-1"))).isInstanceOf(Window.Following.Ahead.class);
    }

    @Test
    void anEmptyFeedIsContinuedFromItsBeginning() {
        Window.Part empty = new Window.Part(FeedId.NONE, List.of());
        assertThat(new Window(List.of(empty)).end()).hasToString("0-0");
        assertThat(following(new Window(List.of(empty.with(part(7).changes(), 10))), "0-0"))
                .containsExactly(7L);
    }

    @Test
    void onlyTheLastAreKept() {
        Window window = new Window(List.of(part(5, 6, 7).with(part(8, 9).changes(), 3)));
        assertThat(following(window, "6-0")).containsExactly(7L, 8L, 9L);
        assertThat(window.after(cursor("5-0"))).isInstanceOf(Window.Following.Trimmed.class);
    }

    @Test
    void eachPartitionHasItsOwnPlaceInTheCursor() {
        Window window = new Window(List.of(part(5, 6), part(10, 11, 12)));
        assertThat(window.end()).hasToString("6-0,12-0");
        assertThat(following(window, "5-0,11-0")).containsExactly(6L, 12L);
        assertThat(window.after(cursor("6-0,13-0"))).isInstanceOf(Window.Following.Ahead.class);
    }

    @Test
    void whatIsNoCursorOfSoManyPartitionsIsRefused() {
        for (String text : List.of("", "x", "5", "5-", "05-0", "5-0,6-0", "1234567890123456789-0", "-1-0")) {
            assertThat(FeedCursor.parse(text, 1)).as(text).isEmpty();
        }
        assertThat(FeedCursor.parse("5-0", 2)).isEmpty();
        assertThat(FeedCursor.parse("5-0,", 2)).isEmpty();
        assertThat(FeedCursor.parse("5-0,0-0", 2))
                .hasValueSatisfying(c -> assertThat(c).hasToString("5-0,0-0"));
    }

    private static List<Long> following(Window window, String cursor) {
        Window.Following following = window.after(cursor(cursor));
        assertThat(following).isInstanceOf(Window.Following.Changes.class);
        return ((Window.Following.Changes) following)
                .changes().stream().map(change -> change.id().millis()).toList();
    }

    private static FeedCursor cursor(String text) {
        return FeedCursor.parse(text, text.split(",").length).orElseThrow();
    }

    private static Window.Part part(long... millis) {
        List<Change> changes = LongStream.of(millis)
                .mapToObj(at -> new Change(
                        0, new FeedId(at, 0), "test", ExecutionStatus.RUNNING, null, null, Frames.block("{}")))
                .toList();
        return new Window.Part(new FeedId(millis[0] - 1, 0), changes);
    }
}
