package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nobody is killed while it still lets go of what it has, and an update never leaves fewer than there were. */
final class Endings implements Rule {
    private static final Duration SPARE = Duration.ofSeconds(5);
    /** What a gateway takes at most after its window: docs/operations.md, "Restarts". */
    private static final Duration AFTER_WINDOW = Duration.ofSeconds(1);

    private final Sources sources;

    Endings(Sources sources) {
        this.sources = sources;
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            if (workload.isOurs()) {
                Duration grace = Duration.ofSeconds(
                        workload.pod().path("terminationGracePeriodSeconds").asLong(30));
                Duration needed = needed(manifests, workload);
                if (grace.compareTo(needed) < 0) {
                    problems.add("%s has %s to end, and needs %s".formatted(workload.title(), grace, needed));
                }
                if (preStop(workload).isZero()) {
                    problems.add(workload.title() + " ends while others still send it requests");
                }
                JsonNode update =
                        workload.object().path("spec").path("strategy").path("rollingUpdate");
                if (update.path("maxUnavailable").asInt(1) != 0
                        || update.path("maxSurge").asInt() < 1) {
                    problems.add(workload.title() + " has fewer pods while it is updated");
                }
            }
        }
        manifests.of("PodDisruptionBudget").forEach(budget -> {
            if (budget.path("spec").path("maxUnavailable").asInt() < 1) {
                problems.add(Manifests.title(budget) + " never lets a node be drained");
            }
        });
        for (Workload workload : manifests.workloads()) {
            if (workload.isOurs()
                    && manifests
                            .of("PodDisruptionBudget")
                            .noneMatch(
                                    budget -> Labels.match(budget.path("spec").path("selector"), workload.labels()))) {
                problems.add(workload.title() + " may lose all its pods at once");
            }
        }
        return problems;
    }

    private Duration needed(Manifests manifests, Workload workload) {
        Duration drain = workload.isExecutor()
                ? setting(manifests, workload, "flowcast.engine.drain-timeout")
                        .plus(setting(manifests, workload, "quarkus.shutdown.timeout"))
                : setting(manifests, workload, "flowcast.stream.drain-window")
                        .plus(AFTER_WINDOW)
                        .plus(setting(manifests, workload, "quarkus.shutdown.delay"));
        return preStop(workload).plus(drain).plus(SPARE);
    }

    private Duration setting(Manifests manifests, Workload workload, String setting) {
        return sources.duration(manifests, workload, setting);
    }

    private static Duration preStop(Workload workload) {
        return Duration.ofSeconds(workload.main()
                .path("lifecycle")
                .path("preStop")
                .path("sleep")
                .path("seconds")
                .asLong());
    }
}
