package io.flowcast.executor.secret;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the container hands out of the classes that know nothing of it. */
final class SecretBeans {

    @Produces
    @Singleton
    Secrets secrets(SecretsConfig config) {
        return new MountedSecrets(
                config.dir().orElse(null), Math.toIntExact(config.maxSize().asLongValue()), System::getenv);
    }
}
