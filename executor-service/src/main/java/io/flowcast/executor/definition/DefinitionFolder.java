package io.flowcast.executor.definition;

import io.flowcast.events.DefinitionSummary;
import io.flowcast.executor.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the definitions of a folder into Redis at start, on a thread of its own: where Redis is not there yet, it tries
 * again till it is, and the process starts meanwhile. And again where Redis has lost one of them since. Thread-safe.
 */
@ApplicationScoped
public class DefinitionFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DefinitionFolder.class);
    private static final int SLOWEST = 10;

    private final DefinitionsConfig config;
    private final DefinitionReader reader;
    private final DefinitionStore store;

    private volatile @Nullable Thread loading;
    /** What the folder held at start. */
    private volatile @Nullable DefinitionFiles files;

    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final AtomicInteger faults = new AtomicInteger();
    /** How often it was asked to, and has not yet. */
    private final AtomicInteger toConfirm = new AtomicInteger();

    private volatile boolean closed;

    public DefinitionFolder(DefinitionsConfig config, DefinitionReader reader, DefinitionStore store) {
        this.config = config;
        this.reader = reader;
        this.store = store;
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void start() {
        Path dir = config.dir().orElse(null);
        if (dir == null) {
            loaded.complete(null);
            return;
        }
        loading = Thread.ofVirtual().name("definition-folder").start(() -> {
            DefinitionFiles read = DefinitionFiles.read(dir, reader);
            read.errors().forEach(error -> LOG.errorf("Definition left out: %s", error));
            faults.addAndGet(read.errors().size());
            files = read;
            load(dir, read);
        });
    }

    /**
     * Has them put again where Redis does not know them any more, and nothing believed of what it knew: to be called when the way
     * to Redis was lost and is back. Does not block.
     */
    public void confirm() {
        store.forget();
        DefinitionFiles read = files;
        if (isLoaded() && read != null && !read.definitions().isEmpty() && toConfirm.getAndIncrement() == 0) {
            Thread.ofVirtual().name("definition-folder").start(() -> {
                int asked;
                do {
                    asked = toConfirm.get();
                    while (!closed && !putBack(read) && slept(config.retryDelay())) {}
                } while (toConfirm.addAndGet(-asked) > 0);
            });
        }
    }

    /** Whether it came to an end: not while Redis is away again, or a server of a cluster does not serve yet. */
    private boolean putBack(DefinitionFiles read) {
        try {
            Set<String> there =
                    store.summaries().stream().map(DefinitionSummary::id).collect(Collectors.toSet());
            read.definitions().forEach((file, written) -> {
                if (!there.contains(written.definition().id())) {
                    put(file, written);
                }
            });
        } catch (StoreUnavailable e) {
            LOG.debugf("whether Redis has the definitions cannot be told yet: %s", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.error("definitions that Redis has lost could not be put back", e);
        }
        return true;
    }

    /** Whether every valid file is in Redis. */
    public boolean isLoaded() {
        return loaded.isDone();
    }

    /** Told once every valid file is in Redis, at once where that is so. */
    public void onLoaded(Runnable listener) {
        var _ = loaded.thenRun(listener);
    }

    /** How many reasons there were to leave files out. */
    int faults() {
        return faults.get();
    }

    @Override
    @PreDestroy
    public void close() {
        closed = true;
        Thread thread = loading;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void load(Path dir, DefinitionFiles read) {
        Duration delay = config.retryDelay();
        boolean isFirstTry = true;
        while (!isLoaded()) {
            try {
                read.definitions().forEach(this::put);
                loaded.complete(null);
            } catch (StoreUnavailable e) {
                if (isFirstTry) {
                    LOG.warnf("Definitions of %s wait for Redis: %s", dir, e.getMessage());
                }
                isFirstTry = false;
                if (!slept(delay)) {
                    return;
                }
                delay = shorter(delay.multipliedBy(2), config.retryDelay().multipliedBy(SLOWEST));
            } catch (RuntimeException e) {
                LOG.errorf(e, "Definitions of %s could not be stored", dir);
                return;
            }
        }
    }

    private void put(String file, Reading.Valid written) {
        switch (store.put(written, DefinitionStore.Source.FILE, Precondition.NONE)) {
            case DefinitionStore.Put.Stored stored ->
                LOG.infof(
                        "Definition %s: version %d of %s%s",
                        file,
                        stored.definition().version(),
                        written.definition().id(),
                        stored.isNew() ? ", new" : "");
            case DefinitionStore.Put.Full(int limit) -> {
                faults.incrementAndGet();
                LOG.errorf("Definition left out: %s: there are %d workflows, the most that may be", file, limit);
            }
            case DefinitionStore.Put.Mismatch mismatch ->
                throw new IllegalStateException("a file is put without a precondition");
        }
    }

    private static boolean slept(Duration delay) {
        try {
            Thread.sleep(delay);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
