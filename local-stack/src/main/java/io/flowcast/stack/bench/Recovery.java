package io.flowcast.stack.bench;

import java.io.IOException;

final class Recovery {
    Recovery(Cores cores) {}

    void run() throws IOException, InterruptedException {}
}
