package io.flowcast.cli.command;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String built = getClass().getPackage().getImplementationVersion();
        return new String[] {"flowcast " + Objects.requireNonNullElse(built, "from classes")};
    }
}
