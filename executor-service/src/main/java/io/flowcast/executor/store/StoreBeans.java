package io.flowcast.executor.store;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** What the container hands out that no class of this package is by itself. */
final class StoreBeans {

    @Produces
    @Singleton
    ExecutorName executorName() {
        return ExecutorName.ofThisProcess(new SecureRandom());
    }
}
