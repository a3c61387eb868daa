package io.flowcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake of mistakes.yaml, made in manifests that are right, is found by its rule, and each rule finds at least two. */
class MistakesTest {
    private static final List<String> COMPONENTS =
            List.of("ingress-nginx", "redis-sentinel", "tracing", "prometheus-operator", "gke");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Manifests local;

    @SuppressWarnings("NullAway.Init")
    private static Manifests production;

    @SuppressWarnings("NullAway.Init")
    private static Rules localRules;

    @SuppressWarnings("NullAway.Init")
    private static Rules productionRules;

    @BeforeAll
    static void render() throws Exception {
        Kustomize kustomize = Tools.kustomize();
        local = Installation.local(folder.resolve("local")).render(kustomize);
        production = Installation.production(folder.resolve("production"), COMPONENTS)
                .render(kustomize);
        localRules = Rules.local();
        productionRules = Rules.production();
        assertThat(productionRules.problems(production)).isEmpty();
    }

    static Stream<Mistake> mistakes() throws IOException {
        try (InputStream file = MistakesTest.class.getResourceAsStream("/mistakes.yaml")) {
            return Stream.of(new YAMLMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(file, Mistake[].class));
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsFound(Mistake mistake) {
        Manifests wrong = mistake.makeIn(mistake.isLocal() ? local : production);
        Rule rule = (mistake.isLocal() ? localRules : productionRules).named(mistake.rule());

        assertThat(rule.problems(wrong)).as(mistake.mistake()).isNotEmpty();
    }

    @Test
    void thereAreMistakesForEachRule() throws IOException {
        Set<String> tried =
                mistakes().collect(Collectors.groupingBy(Mistake::rule, Collectors.counting())).entrySet().stream()
                        .filter(rule -> rule.getValue() >= 2)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());

        assertThat(productionRules.all()).extracting(Rules::name).containsExactlyInAnyOrderElementsOf(tried);
    }
}
