package io.flowcast.executor.store;

import io.flowcast.events.RedisKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Results of items in a hash per node, written by {@code items.lua}. */
@ApplicationScoped
public class RedisItemStore implements ItemStore {

    private static final Script ITEMS = Script.load(RedisItemStore.class, "common.lua", "items.lua");
    /** Redis serves nobody else meanwhile: so many at once. */
    private static final int READ_AT_ONCE = 500;

    private final RedisScripts redis;
    private final String executor;

    public RedisItemStore(RedisScripts redis, ExecutorName executor) {
        this.redis = redis;
        this.executor = executor.value();
    }

    @Override
    public Opened open(ItemList items, String list) {
        Response answer = run(items, "open", List.of(list));
        return switch (outcome(answer)) {
            case "OPEN" -> new Opened.Open(answer.get(2).toInteger());
            case "DIFFERENT" -> new Opened.Different(answer.get(2).toString());
            case "REWOUND" -> new Opened.Rewound();
            case "FENCED" -> new Opened.Fenced();
            default -> throw unexpected(answer);
        };
    }

    @Override
    public Saved save(ItemList items, int known, Map<Integer, String> results, Map<String, String> notes) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(known));
        arguments.add(Integer.toString(results.size() * 2));
        results.forEach((index, result) -> {
            arguments.add(Integer.toString(index));
            arguments.add(result);
        });
        notes.forEach((name, note) -> {
            arguments.add(name);
            arguments.add(note);
        });
        return Saved.valueOf(outcome(run(items, "save", arguments)));
    }

    @Override
    public Map<Integer, String> read(ItemList items, int count) {
        Map<Integer, String> results = new TreeMap<>();
        for (int from = 0; from < count; from += READ_AT_ONCE) {
            Request request = Request.cmd(Command.HMGET).arg(key(items));
            int to = Math.min(count, from + READ_AT_ONCE);
            for (int index = from; index < to; index++) {
                request.arg(index);
            }
            Response answer = redis.send(request);
            for (int index = from; answer != null && index < to; index++) {
                Response result = answer.get(index - from);
                if (result != null) {
                    results.put(index, result.toString());
                }
            }
        }
        return results;
    }

    @Override
    public Map<String, String> notes(ItemList items) {
        Response answer = redis.send(
                Request.cmd(Command.HGETALL).arg(RedisKeys.of(items.id()).itemWaits(items.id(), items.nodeId())));
        Map<String, String> notes = new TreeMap<>();
        if (answer != null) {
            answer.getKeys().forEach(name -> notes.put(name, answer.get(name).toString()));
        }
        return notes;
    }

    @Override
    public Optional<String> signal(ItemList items, int index) {
        Response answer = redis.send(Request.cmd(Command.HGET)
                .arg(RedisKeys.of(items.id()).itemSignals(items.id(), items.nodeId()))
                .arg(index));
        return Optional.ofNullable(answer).map(Response::toString);
    }

    @Override
    public void drop(ItemList items) {
        outcome(run(items, "drop", List.of()));
    }

    private Response run(ItemList items, String step, List<String> more) {
        List<String> arguments = new ArrayList<>();
        arguments.add(executor);
        arguments.add(Long.toString(items.fence()));
        arguments.add(items.nodeId());
        arguments.add(step);
        arguments.addAll(more);
        RedisKeys keys = RedisKeys.of(items.id());
        return redis.run(
                ITEMS,
                List.of(keys.execution(items.id()), key(items), keys.itemWaits(items.id(), items.nodeId())),
                arguments);
    }

    private static String key(ItemList items) {
        return RedisKeys.of(items.id()).items(items.id(), items.nodeId());
    }

    private static String outcome(Response answer) {
        return answer.get(1).toString();
    }

    private static IllegalStateException unexpected(Response answer) {
        return new IllegalStateException(ITEMS.name() + " answered " + answer);
    }
}
