package io.flowcast.executor.node;

import io.flowcast.node.NodeResult;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * The threads that run nodes of others' types: real ones, for a virtual thread that computes, or blocks in native code, takes
 * a processor away from the whole engine; and so many and no more, for nobody can end a thread that will not end. Whoever
 * waits for one can always be stopped. Thread-safe.
 */
final class ExtensionThreads implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    private final AtomicInteger abandoned = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    ExtensionThreads(int most) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "node-type-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    // Where others' code looks for its services and resources.
                    thread.setContextClassLoader(ExtensionThreads.class.getClassLoader());
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does the work on a thread of its own.
     *
     * @param work throws nothing
     * @throws InterruptedException where the caller was interrupted: the work is told to stop, and left alone if it does not
     */
    NodeResult run(Supplier<NodeResult> work) throws InterruptedException {
        Task task = new Task(work, MDC.getMap());
        FutureTask<NodeResult> future = new FutureTask<>(task);
        threads.execute(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the work threw something", e);
        } catch (InterruptedException stopped) {
            task.abandon();
            future.cancel(true);
            threads.remove(future);
            throw stopped;
        }
    }

    /** How many go on although they were told to stop. */
    int abandoned() {
        return abandoned.get();
    }

    /** How many threads are at work, those that were told to stop among them. */
    int active() {
        return threads.getActiveCount();
    }

    /** How many nodes wait for a thread. */
    int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Task implements Callable<NodeResult> {

        private enum Progress {
            WAITING,
            RUNNING,
            ABANDONED,
            OVER
        }

        private final Supplier<NodeResult> work;
        private final Map<String, Object> logContext;
        /** Guarded by this. */
        private Progress progress = Progress.WAITING;

        Task(Supplier<NodeResult> work, Map<String, Object> logContext) {
            this.work = work;
            this.logContext = logContext;
        }

        @Override
        public NodeResult call() {
            begin();
            logContext.forEach(MDC::put);
            try {
                return work.get();
            } finally {
                MDC.clear();
                end();
            }
        }

        private synchronized void begin() {
            progress = Progress.RUNNING;
        }

        synchronized void abandon() {
            if (progress == Progress.RUNNING) {
                progress = Progress.ABANDONED;
                abandoned.incrementAndGet();
            }
        }

        private synchronized void end() {
            if (progress == Progress.ABANDONED) {
                abandoned.decrementAndGet();
            }
            progress = Progress.OVER;
        }
    }
}
