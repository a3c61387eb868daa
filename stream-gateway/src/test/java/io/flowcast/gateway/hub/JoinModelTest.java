package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.hub.JoinModel.Scene;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every order in which a few clients, commits and mishaps can meet, to the end; and that mistakes in the hub are found. */
class JoinModelTest {

    @ParameterizedTest
    @MethodSource("io.flowcast.gateway.hub.JoinScenes#all")
    void holdsInEveryOrder(Scene scene) {
        Exploration explored = Exploration.of(scene);

        System.out.println(explored);
        assertThat(explored.violation()).as(explored.toString()).isNull();
    }

    /** @param scene which shows it */
    record Mistake(String what, String source, String code, String instead, int scene) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake(
                        "what was kept while one read is not written",
                        "hub/Hub.java",
                        "subscriber.catchUp(missed.get());",
                        "",
                        0),
                new Mistake(
                        "one who has read a page goes live",
                        "hub/Subscriber.java",
                        "if (events.complete()) {",
                        "if (accepted) {",
                        0),
                new Mistake(
                        "frames that come during a look are dropped",
                        "hub/Hub.java",
                        "hold(frame);\n            return;",
                        "return;",
                        4),
                new Mistake(
                        "what was held is not looked at again",
                        "hub/Hub.java",
                        "waiting.forEach(this::accept);\n        flush();",
                        "flush();",
                        4),
                new Mistake(
                        "what was held is looked at again and again",
                        "hub/Hub.java",
                        "held.stream().skip(judged).toList()",
                        "List.copyOf(held)",
                        9),
                new Mistake(
                        "a slow reader goes on behind what was dropped for it",
                        "hub/Subscriber.java",
                        "cursor = before;\n            state = State.BLOCKED;",
                        "cursor = hub.written();\n            state = State.BLOCKED;",
                        2),
                new Mistake("a reconnect is not noticed by those who read", "hub/Hub.java", "epoch++;", "", 6),
                new Mistake(
                        "a reconnect is not noticed by those who are live",
                        "hub/Hub.java",
                        "forget();\n        look(cause);",
                        "",
                        6),
                new Mistake(
                        "the fence is not looked at",
                        "hub/Frame.java",
                        "id.seq() == previous.seq() + 1 && id.fence() == previous.fence()",
                        "id.seq() == previous.seq() + 1",
                        10),
                new Mistake(
                        "a page need not begin with the cursor",
                        "log/Continuity.java",
                        "after == null ? judgeBeginning(entries) : judgeCursor(after, page)",
                        "null",
                        3),
                new Mistake(
                        "a cursor is one too low",
                        "hub/Subscriber.java",
                        "cursor = last.id();",
                        "cursor = new EventId(Math.max(1, last.id().seq() - 1), last.id().fence());",
                        0),
                new Mistake(
                        "whoever waits for what was lost waits on",
                        "hub/Hub.java",
                        "waiting.forEach(Subscriber::read);",
                        "ahead.addAll(waiting);",
                        10),
                new Mistake(
                        "the end of the execution ends no stream",
                        "hub/Hub.java",
                        "if (finished) {",
                        "if (false) {",
                        0));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void findsA(Mistake mistake, @TempDir Path folder) throws Exception {
        ClassLoader broken = new BrokenClasses(folder, mistake.source(), mistake.code(), mistake.instead());
        Method explore = broken.loadClass(JoinScenes.class.getName()).getDeclaredMethod("violation", int.class);
        explore.setAccessible(true);

        assertThat((@Nullable String) explore.invoke(null, mistake.scene())).isNotNull();
    }
}
