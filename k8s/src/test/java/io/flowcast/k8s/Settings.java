package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Variables are settings that the service has, with values of their kind; and nothing secret is among them in clear. */
final class Settings implements Rule {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern SIZE = Pattern.compile("\\d+[KMG]?");
    private static final Pattern TRUTH = Pattern.compile("true|false");
    private static final Pattern SECRET_NAME =
            Pattern.compile(".*(PASSWORD|TOKEN|PASSPHRASE|CREDENTIAL).*|FLOWCAST_SECRET_.*");
    private static final Pattern SECRET_URL = Pattern.compile("\\w+://[^/@]*:[^/@]+@.*");

    private final Sources sources;

    Settings(Sources sources) {
        this.sources = sources;
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            if (workload.isOurs()) {
                Environment.of(manifests, workload)
                        .variables()
                        .forEach((name, value) -> sources.setting(workload, name)
                                .ifPresentOrElse(
                                        usual -> {
                                            if (!sameKind(usual, value)) {
                                                problems.add("%s: %s is %s, where %s is usual"
                                                        .formatted(workload.title(), name, value, usual));
                                            }
                                        },
                                        () -> problems.add(workload.title() + ": there is no setting " + name)));
            }
            workload.containers()
                    .forEach(container -> container.path("env").forEach(variable -> {
                        hidden(workload.title(), variable.path("name").asText(), variable.path("value"), problems);
                    }));
        }
        manifests
                .of("ConfigMap")
                .forEach(map -> map.path("data")
                        .forEachEntry((name, value) -> hidden(Manifests.title(map), name, value, problems)));
        return problems;
    }

    private static boolean sameKind(String usual, String value) {
        if (Sources.duration(usual).isPresent()) {
            return Sources.duration(value).isPresent();
        }
        for (Pattern kind : List.of(TRUTH, NUMBER, SIZE)) {
            if (kind.matcher(usual).matches()) {
                return kind.matcher(value).matches();
            }
        }
        return true;
    }

    private static void hidden(String title, String name, JsonNode value, List<String> problems) {
        boolean secret = SECRET_NAME.matcher(name).matches()
                || SECRET_URL.matcher(value.asText()).matches();
        if (value.isTextual() && secret) {
            problems.add("%s says %s in clear".formatted(title, name));
        }
    }
}
