package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Each service is asked the three questions of MicroProfile Health at their own addresses, and is not killed for being slow. */
final class Probes implements Rule {
    private static final Map<String, String> PATHS = Map.of(
            "startupProbe",
            "/q/health/started",
            "readinessProbe",
            "/q/health/ready",
            "livenessProbe",
            "/q/health/live");
    private static final int START_SECONDS = 60;
    private static final int HANG_SECONDS = 30;

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            if (workload.isOurs()) {
                PATHS.forEach((probe, path) -> {
                    String asked = workload.main()
                            .path(probe)
                            .path("httpGet")
                            .path("path")
                            .asText();
                    if (!asked.equals(path)) {
                        problems.add("%s: %s asks for %s".formatted(workload.title(), probe, asked));
                    }
                });
                if (patience(workload.main().path("startupProbe")) < START_SECONDS) {
                    problems.add(workload.title() + " is killed when it starts slowly");
                }
                if (patience(workload.main().path("livenessProbe")) < HANG_SECONDS) {
                    problems.add(workload.title() + " is killed when it pauses");
                }
            }
        }
        return problems;
    }

    private static int patience(JsonNode probe) {
        return probe.path("periodSeconds").asInt(10)
                * probe.path("failureThreshold").asInt(3);
    }
}
