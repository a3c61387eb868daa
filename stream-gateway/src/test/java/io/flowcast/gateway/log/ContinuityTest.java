package io.flowcast.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionStatus;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContinuityTest {

    @Test
    void withoutACursorThePageBeginsWithTheFirstEvent() {
        assertThat(follows(null, page("3-1", null, false, "1-1", "2-1", "3-1"))).containsExactly("1-1", "2-1", "3-1");
        assertThat(broken(null, page("3-1", null, false, "2-1", "3-1"))).isEqualTo(Break.TRIMMED);
        assertThat(broken(null, page("3-1", null, false))).isEqualTo(Break.TRIMMED);
    }

    @Test
    void thePageBeginsWithTheCursorItself() {
        assertThat(follows("2-1", page("4-2", null, false, "2-1", "3-2", "4-2")))
                .containsExactly("3-2", "4-2");
        assertThat(follows("4-2", page("4-2", null, false, "4-2"))).isEmpty();
    }

    @Test
    void anotherEventInTheCursorsPlaceIsForeign() {
        assertThat(broken("2-1", page("4-2", "1-1", false, "2-2", "3-2", "4-2")))
                .isEqualTo(Break.FOREIGN);
        assertThat(broken("2-9", page("4-2", "1-1", false, "3-2", "4-2"))).isEqualTo(Break.FOREIGN);
        assertThat(broken("4-9", page("4-2", "1-1", false))).isEqualTo(Break.FOREIGN);
    }

    @Test
    void aCursorBeforeTheFirstEntryIsTrimmed() {
        assertThat(broken("2-1", page("9-1", "7-1", false, "7-1", "8-1", "9-1")))
                .isEqualTo(Break.TRIMMED);
    }

    @Test
    void aCursorBeyondTheLastEventIsAhead() {
        assertThat(broken("5-1", page("4-1", "1-1", false))).isEqualTo(Break.AHEAD);
    }

    @Test
    void aHoleIsNeverSkipped() {
        assertThat(broken("2-1", page("5-1", null, false, "2-1", "3-1", "5-1"))).isEqualTo(Break.TRIMMED);
    }

    @Test
    void aLogThatWasCutOffAltogetherContinuesItsLastEvent() {
        assertThat(follows("5-1", page("5-1", null, false))).isEmpty();
        assertThat(broken("4-1", page("5-1", null, false))).isEqualTo(Break.TRIMMED);
    }

    @Test
    void aFullPageIsCompleteOnlyIfItReachesTheLastEvent() {
        assertThat(complete(page("9-1", null, true, "1-1", "2-1"))).isFalse();
        assertThat(complete(page("2-1", null, true, "1-1", "2-1"))).isTrue();
        assertThat(complete(page("2-1", null, false, "1-1", "2-1"))).isTrue();
    }

    @Test
    void aBrokenReadingSaysWhereTheLogBegins() {
        assertThat(Continuity.judge(EventId.of("2-1"), page("9-1", "7-1", false, "7-1", "8-1", "9-1")))
                .isEqualTo(new Reading.Broken(
                        Break.TRIMMED, EventId.of("9-1"), EventId.of("7-1"), ExecutionStatus.RUNNING));
    }

    private static List<String> follows(@Nullable String cursor, LogPage page) {
        Reading.Events events = (Reading.Events) judge(cursor, page);
        return events.events().stream().map(event -> event.id().toString()).toList();
    }

    private static Break broken(@Nullable String cursor, LogPage page) {
        return ((Reading.Broken) judge(cursor, page)).why();
    }

    private static boolean complete(LogPage page) {
        return ((Reading.Events) judge(null, page)).complete();
    }

    private static Reading judge(@Nullable String cursor, LogPage page) {
        return Continuity.judge(cursor == null ? null : EventId.of(cursor), page);
    }

    private static LogPage page(String last, @Nullable String first, boolean full, String... ids) {
        List<EventMessage> entries = Stream.of(ids)
                .map(id -> new EventMessage(EventId.of(id), "node.log", "{}"))
                .toList();
        return new LogPage(
                EventId.of(last), ExecutionStatus.RUNNING, first == null ? null : EventId.of(first), entries, full);
    }
}
