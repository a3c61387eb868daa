package io.flowcast.executor.trigger;

import io.flowcast.access.Caller;
import io.flowcast.executor.definition.DefinitionStore;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * To whom belongs what triggers start: to who put the definition's version, else to whom the settings name. A setting that names
 * no owner keeps the service from starting.
 */
@Singleton
@Startup
class TriggerOwners {
    private static final Pattern OWNER = Pattern.compile("(user|tenant):.{1,255}");

    private final String ofNobodys;

    TriggerOwners(TriggerConfig config) {
        ofNobodys = config.owner().orElse(Caller.ANYBODY);
        if (config.owner().isPresent() && !OWNER.matcher(ofNobodys).matches()) {
            throw new ConfigurationException(
                    "flowcast.triggers.owner must be user:<subject> or tenant:<tenant>, not \"" + ofNobodys + "\".");
        }
    }

    String of(DefinitionStore.Latest latest) {
        String owner = latest.owner();
        return owner == null ? ofNobodys : owner;
    }
}
