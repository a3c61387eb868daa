package io.flowcast.executor.definition;

import io.flowcast.executor.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the definitions of a folder into Redis at start, on a thread of its own: where Redis is not there yet, it tries
 * again till it is, and the process starts meanwhile.
 */
@ApplicationScoped
public class DefinitionFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DefinitionFolder.class);
    private static final int SLOWEST = 10;

    private final DefinitionsConfig config;
    private final DefinitionReader reader;
    private final DefinitionStore store;

    private volatile @Nullable Thread loading;
    private volatile boolean loaded;

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
            loaded = true;
            return;
        }
        loading = Thread.ofVirtual().name("definition-folder").start(() -> load(dir));
    }

    /** Whether every valid file is in Redis. */
    public boolean isLoaded() {
        return loaded;
    }

    @Override
    @PreDestroy
    public void close() {
        Thread thread = loading;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void load(Path dir) {
        DefinitionFiles files = DefinitionFiles.read(dir, reader);
        files.errors().forEach(error -> LOG.errorf("Definition left out: %s", error));
        Duration delay = config.retryDelay();
        boolean isFirstTry = true;
        while (!loaded) {
            try {
                files.definitions().forEach(this::put);
                loaded = true;
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

    private void put(String file, Definition definition) {
        switch (store.put(definition, DefinitionStore.Source.FILE, Precondition.NONE)) {
            case DefinitionStore.Put.Stored stored ->
                LOG.infof(
                        "Definition %s: version %d of %s%s",
                        file, stored.definition().version(), definition.id(), stored.isNew() ? ", new" : "");
            case DefinitionStore.Put.Full(int limit) ->
                LOG.errorf("Definition left out: %s: there are %d workflows, the most that may be", file, limit);
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
