package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Redis as a tree of states: each call runs the store's own script on a copy of a state, and tells what is there then. Each
 * state has a key prefix of its own. What the time is says the caller. Any thread; a call belongs to the branch that its
 * thread is on.
 */
final class BranchingRedis extends RedisScripts {

    /** For all times the same. */
    static final ExecutionId ID = ExecutionId.of("wf_exec_0_01ARZ3NDEKTSV4RRFFQ69G5FAV");

    private static final ThreadLocal<Branch> BRANCH = new ThreadLocal<>();

    private static final Script NOTHING = Script.of("nothing.lua", "return {''}");
    /** With it go the records of claims; others have claimed and renewed meanwhile. */
    private static final Script A_LEASE = Script.of("a-lease.lua", """
            for _, name in ipairs(OTHERS) do
              redis.call('DEL', to .. name)
            end
            redis.call('SET', to .. 'beat', string.sub(now, 1, -4))
            return {''}
            """);

    private static final String PREFIX = RedisKeys.of(ID).prefix();

    private final String frame;
    private final Map<String, Script> framed = new ConcurrentHashMap<>();
    private final List<Mistake> mistakes;

    /**
     * Something wrong with a script.
     *
     * @param script its file
     * @param code what stands there, and is replaced
     */
    record Mistake(String what, String script, String code, String instead) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** Where a call starts from and leads to, and what was there then. */
    private static final class Branch {
        private final String from;
        private final String to;
        private final long micros;
        private @Nullable Seen seen;

        private Branch(String from, String to, long micros) {
            this.from = from;
            this.to = to;
            this.micros = micros;
        }
    }

    /**
     * What a state holds, and what was published on the way to it.
     *
     * @param late commands that wrote something after an event had been published
     */
    record Seen(
            Map<String, String> fields,
            List<String> log,
            @Nullable Long due,
            String others,
            List<String> published,
            List<String> late) {

        /** The messages on the execution's channel. */
        List<String> publishedEvents() {
            List<String> messages = new ArrayList<>();
            for (int i = 0; i < published.size(); i += 2) {
                if (published.get(i).endsWith("events:" + ID)) {
                    messages.add(published.get(i + 1));
                }
            }
            return messages;
        }

        /** All that the next script can find there. */
        String text() {
            return fields + "\n" + log + "\n" + due + "\n" + others;
        }
    }

    /** @param claims names of the records of claims that there may be */
    BranchingRedis(RedisUnderTest redis, List<String> claims, List<Mistake> mistakes) {
        super(redis.vertx(), redis.client(), redis.client(), () -> Duration.ofSeconds(60));
        this.mistakes = mistakes;
        this.frame = read("branch.lua")
                .replace("%ID%", ID.toString())
                .replace(
                        "%CLAIMS%",
                        claims.stream().map(name -> "'claim:" + name + "'").collect(Collectors.joining(", ")));
    }

    static String prefix(int state) {
        return "flow:{" + state + "}:";
    }

    /** What is there once this has called the store, from that state, at that time. */
    Seen step(int from, int to, long micros, Runnable call) {
        Branch here = new Branch(prefix(from), prefix(to), micros);
        BRANCH.set(here);
        try {
            call.run();
            return Objects.requireNonNull(here.seen, "nothing was asked of the store");
        } finally {
            BRANCH.remove();
        }
    }

    /** The same state at that time. */
    Seen pass(int from, int to, long micros, boolean aLease) {
        return step(from, to, micros, () -> run(aLease ? A_LEASE : NOTHING, List.of(), List.of("")));
    }

    @Override
    public Response run(Script script, List<String> keys, List<String> arguments) {
        Branch here = BRANCH.get();
        List<String> all = new ArrayList<>(List.of(here.from, here.to, Long.toString(here.micros), here.to));
        all.addAll(arguments.subList(1, arguments.size()));
        List<String> places = keys.stream()
                .map(key -> here.to + key.substring(PREFIX.length()))
                .toList();
        Response answer = super.run(framed(script), places, all);
        here.seen = seen(answer);
        return answer.get(0);
    }

    @Override
    public Response runApart(Script script, List<String> keys, List<String> arguments) {
        return run(script, keys, arguments);
    }

    private Script framed(Script script) {
        return framed.computeIfAbsent(script.name(), name -> {
            String source = script.source();
            for (Mistake mistake : mistakes) {
                if (mistake.script().equals(name)) {
                    assertThat(source).as(mistake.what()).contains(mistake.code());
                    source = source.replace(mistake.code(), mistake.instead());
                }
            }
            return Script.of(name, frame.replace("--STEP--", source));
        });
    }

    private static Seen seen(Response answer) {
        Response due = answer.get(3);
        return new Seen(
                pairs(answer.get(1)),
                log(answer.get(2)),
                due.size() == 0 ? null : (long) Double.parseDouble(due.get(1).toString()),
                texts(answer.get(4)).toString(),
                texts(answer.get(5)),
                texts(answer.get(6)));
    }

    /** Each entry as it is published. */
    private static List<String> log(Response entries) {
        List<String> log = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Response entry = entries.get(i);
            log.add(entry.get(0) + "\n" + entry.get(1).get(1));
        }
        return List.copyOf(log);
    }

    private static Map<String, String> pairs(Response flat) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return pairs;
    }

    private static List<String> texts(Response all) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            texts.add(all.get(i).toString());
        }
        return List.copyOf(texts);
    }

    private static String read(String file) {
        try (InputStream in = BranchingRedis.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
