package io.flowcast.k8s;

import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What the tests need of this machine. */
final class Tools {
    private Tools() {}

    /** Where there is none the test is skipped, except in CI. */
    static Kustomize kustomize() {
        Optional<Kustomize> kustomize = Kustomize.find();
        if (kustomize.isEmpty()) {
            String message = "there is no kustomize 5, nor a kubectl with it, in PATH: .ci/kubectl brings one";
            if (Boolean.getBoolean("flowcast.kustomize.required")) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        return kustomize.orElseThrow();
    }
}
