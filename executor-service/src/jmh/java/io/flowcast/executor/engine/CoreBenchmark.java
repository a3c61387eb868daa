package io.flowcast.executor.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionReader;
import io.flowcast.executor.definition.Format;
import io.flowcast.executor.definition.NodeTypeCatalog;
import io.flowcast.executor.definition.Reading;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.store.LogEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the engine itself costs, without Redis and HTTP: a chain of ten nodes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CoreBenchmark {

    private static final int STEPS = 10;

    private final StateCodec codec = new StateCodec(new ObjectMapper(), (source, version) -> tenSteps());
    private final DefinitionReader reader = new DefinitionReader(new Noop(), Expressions.withDefaults());
    private final String yaml = yaml();
    private final Definition definition = tenSteps();
    private Scenario ended = new Scenario(definition);
    private Map<String, String> fields = Map.of();

    private static final class Noop implements NodeTypeCatalog {
        @Override
        public Set<String> names() {
            return Set.of("noop");
        }

        @Override
        public Optional<Map<String, Object>> settingsSchema(String type) {
            return Optional.of(Map.of());
        }
    }

    private static Definition tenSteps() {
        String[] ids = new String[STEPS];
        for (int i = 0; i < STEPS; i++) {
            ids[i] = "step_" + i;
        }
        return Workflows.chain(ids);
    }

    private static String yaml() {
        StringBuilder text = new StringBuilder("id: ten-steps\nnodes:\n");
        for (int i = 0; i < STEPS; i++) {
            text.append("  - {id: step_").append(i).append(", type: noop}\n");
        }
        text.append("edges:\n");
        for (int i = 1; i < STEPS; i++) {
            text.append("  - {from: step_").append(i - 1).append(", to: step_").append(i).append("}\n");
        }
        return text.toString();
    }

    @Setup
    public void run() {
        ended = decideTenSteps();
        fields = new HashMap<>(codec.all(ended.state));
        // What the scenario gives as output is no JSON.
        fields.put(ExecutionFields.OUTPUT, "{}");
    }

    /** Every decision of a whole execution. */
    @Benchmark
    public Scenario decideTenSteps() {
        Scenario scenario = new Scenario(definition);
        scenario.claimed();
        for (int i = 0; i < STEPS; i++) {
            scenario.succeeds("step_" + i);
        }
        return scenario;
    }

    /** The events of a whole execution as the log holds them. */
    @Benchmark
    public List<LogEntry> encodeEvents() {
        return ended.log.stream().map(codec::entry).toList();
    }

    /** The state of a whole execution as the hash holds it. */
    @Benchmark
    public Map<String, String> encodeState() {
        return codec.all(ended.state);
    }

    @Benchmark
    public ExecutionState decodeState() {
        return codec.read(ExecutionId.of("wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB"), fields, ended.log.size());
    }

    /** Read, checked and made into a model. */
    @Benchmark
    public Reading readDefinition() {
        return reader.read(yaml, Format.YAML);
    }
}
