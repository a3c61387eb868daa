package io.flowcast.stack.bench;

import io.flowcast.stack.bench.EngineCommand.Effort;
import java.io.IOException;

final class BullMq {
    BullMq(Cores cores, Effort effort) {}

    void run() throws IOException, InterruptedException {}
}
