package io.flowcast.executor;

import io.flowcast.service.head.HeadTimeout;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service, after what has to be said before its first connection. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        HeadTimeout.enable();
        Quarkus.run(arguments);
    }
}
