package io.flowcast.executor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.Problem;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import io.flowcast.node.testing.RecordingContext;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that a node type of others may do wrong: the attempt fails, clearly, and nothing hangs. */
@Timeout(20)
class GuardedNodeTypeTest {

    private static final int THREADS = 2;

    private final ExtensionThreads threads = new ExtensionThreads(THREADS);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AfterEach
    void close() {
        letGo.countDown();
        threads.close();
    }

    @Test
    void whatThrowsAnythingAtAllFails() throws Exception {
        assertThat(failure(context -> {
                    throw new IllegalStateException("the tax office is closed");
                }))
                .isEqualTo(Problem.node(
                        "raised", "Node type failed", "java.lang.IllegalStateException: the tax office is closed"));
        assertThat(failure(context -> {
                            throw new NoClassDefFoundError("com/acme/Client");
                        })
                        .detail())
                .contains("com/acme/Client");
        assertThat(failure(context -> recurse(0)).detail()).contains("StackOverflowError");
        assertThat(failure(context -> {
                            throw new Unspeakable();
                        })
                        .detail())
                .isEqualTo(Unspeakable.class.getName());
    }

    @Test
    void anInterruptionThatNobodyAskedForIsAFailure() throws Exception {
        assertThat(failure(context -> {
                            throw new InterruptedException("by a library");
                        })
                        .detail())
                .isEqualTo("it was interrupted, although nobody told it to stop");
        assertThat(failure(context -> {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException("gave up");
                        })
                        .detail())
                .contains("gave up");
        // and the thread is as good as new
        assertThat(run(context -> new NodeResult.Output(Thread.currentThread().isInterrupted())))
                .isEqualTo(new NodeResult.Output(false));
    }

    @Test
    void resultsThatCannotBeKeptFail() throws Exception {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);

        assertThat(failure(context -> null).detail()).contains("returned null");
        assertThat(failure(output(cyclic)).detail()).contains("contains itself");
        assertThat(failure(output(Map.of("at", Instant.EPOCH))).detail())
                .isEqualTo("the output: at /at: an object of java.time.Instant is no plain value: maps, lists, text,"
                        + " numbers, booleans and null are");
        assertThat(failure(output(Collections.nCopies(Integer.MAX_VALUE, "x"))).detail())
                .contains("more than 1000 bytes");
        assertThat(failure(context -> new NodeResult.WaitUntil(Long.MAX_VALUE)).title())
                .isEqualTo("Too long a wait");
        assertThat(failure(context -> new NodeResult.Failure(null)).detail()).contains("gave no reason");
        assertThat(failure(context -> new NodeResult.Failure(Problem.node("t".repeat(1_000), "T", "d")
                                .with(Collections.nCopies(1_000, new Problem.Fault("/a", null, null, "wrong")))))
                        .errors())
                .hasSize(20);
    }

    @Test
    void whatIsGoodPassesUnchanged() throws Exception {
        NodeResult wait = new NodeResult.WaitUntil(5);
        assertThat(run(context -> wait)).isEqualTo(wait);
        assertThat(run(output(Map.of("a", List.of(1))))).isEqualTo(new NodeResult.Output(Map.of("a", List.of(1))));
        assertThat(run(context -> NodeResult.failure("server", "Busy", "later")))
                .isEqualTo(NodeResult.failure("server", "Busy", "later"));
    }

    @Test
    void runsOnAThreadOfThePlatform() throws Exception {
        AtomicReference<Thread> seen = new AtomicReference<>();
        run(context -> {
            seen.set(Thread.currentThread());
            return NodeResult.none();
        });

        assertThat(seen.get().isVirtual()).isFalse();
        assertThat(seen.get().isDaemon()).isTrue();
    }

    @Test
    void whatStopsWhenItIsToldToIsGoneAtOnce() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Stopped attempt = new Stopped(context -> {
            running.countDown();
            letGo.await();
            return NodeResult.none();
        });
        running.await();

        attempt.stop();

        await().until(() -> threads.active() == 0 && threads.abandoned() == 0);
    }

    @Test
    void whatDoesNotStopIsLeftAloneCountedAndBounded() throws Exception {
        CountDownLatch running = new CountDownLatch(THREADS);
        NodeBehaviour deaf = context -> {
            running.countDown();
            while (true) {
                try {
                    letGo.await();
                    return NodeResult.none();
                } catch (InterruptedException ignored) {
                    // as badly behaved as can be
                }
            }
        };
        List<Stopped> attempts =
                Stream.generate(() -> new Stopped(deaf)).limit(THREADS).toList();
        running.await();
        for (Stopped attempt : attempts) {
            attempt.stop();
        }
        assertThat(threads.abandoned()).isEqualTo(THREADS);

        Stopped further = new Stopped(output("never runs"));
        await().until(() -> threads.waiting() == 1);
        further.stop();
        assertThat(threads.waiting()).isZero();

        letGo.countDown();
        await().until(() -> threads.abandoned() == 0);
        assertThat(run(output("runs"))).isEqualTo(new NodeResult.Output("runs"));
    }

    @Test
    void asksTheTypeItselfForEverythingThatATypeSays() {
        assertThat(NodeType.class.getMethods())
                .extracting(Method::getName)
                .allSatisfy(name -> assertThat(GuardedNodeType.class.getDeclaredMethods())
                        .extracting(Method::getName)
                        .contains(name));
    }

    /** An attempt on a thread of its own, as the engine's are, that can be stopped. */
    private final class Stopped {
        private final FutureTask<Class<?>> outcome;
        private final Thread thread;

        Stopped(NodeBehaviour behaviour) {
            outcome = new FutureTask<>(() -> {
                try {
                    return run(behaviour).getClass();
                } catch (InterruptedException e) {
                    return InterruptedException.class;
                }
            });
            thread = Thread.ofVirtual().start(outcome);
        }

        void stop() throws Exception {
            thread.interrupt();
            assertThat(outcome.get()).isEqualTo(InterruptedException.class);
        }
    }

    private interface NodeBehaviour {
        NodeResult run(NodeContext context) throws Exception;
    }

    private static NodeBehaviour output(Object value) {
        return context -> new NodeResult.Output(value);
    }

    private Problem failure(NodeBehaviour behaviour) throws Exception {
        return ((NodeResult.Failure) run(behaviour)).problem();
    }

    private NodeResult run(NodeBehaviour behaviour) throws InterruptedException {
        NodeType type = new NodeType() {
            @Override
            public String name() {
                return "acme";
            }

            @Override
            public Map<String, Object> settingsSchema() {
                return Map.of();
            }

            @Override
            public NodeResult run(NodeContext context) throws Exception {
                return behaviour.run(context);
            }
        };
        return new GuardedNodeType(type, threads, 1_000).run(new RecordingContext(Map.of()));
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static NodeResult recurse(int depth) {
        return recurse(depth + 1);
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("not even this");
        }
    }
}
