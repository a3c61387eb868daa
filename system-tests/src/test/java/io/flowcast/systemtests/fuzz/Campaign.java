package io.flowcast.systemtests.fuzz;

import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Calls of every operation of both services, in rounds: each round sends some, and then once more those that were refused, while
 * nothing else happens: they have to leave Redis as it was. One thread directs it.
 */
final class Campaign {
    /** No answer takes longer: a gateway waits 10 s for an executor, and everything else is quicker. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final int SENDERS = 6;

    private final long seed;
    private final List<Service> services;
    private final List<Operation> operations;
    private final Cast cast;
    private final Generator generator;
    private final Oracle oracle;
    private final Keyspace keyspace;
    private final Map<String, String> faults = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Integer>> answered = new TreeMap<>();
    private int sent;
    private int compared;

    /** What was sent, and what came of it. */
    private record Exchange(Service service, Call call, Answer answer) {
        boolean refused() {
            return call.reads() || answer.status() >= 400;
        }
    }

    Campaign(
            long seed,
            List<Service> services,
            List<Operation> operations,
            Cast cast,
            List<String> tokens,
            Oracle oracle,
            Keyspace keyspace) {
        this.seed = seed;
        this.services = services;
        this.operations = operations;
        this.cast = cast;
        this.oracle = oracle;
        this.keyspace = keyspace;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.generator = new Generator(random, cast, tokens);
    }

    /** One round: so many calls of each operation of each service. */
    void round(int each) throws Exception {
        cast.renewed();
        List<Map.Entry<Service, Call>> calls = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (Operation operation : operations) {
                for (Service service : services) {
                    if (operation.ofExecutors() || service.name().startsWith("gateway")) {
                        calls.add(Map.entry(service, generator.call(operation)));
                    }
                }
            }
        }
        List<Exchange> exchanges = exchanged(calls);
        cast.dismissed();
        unchanged(exchanges.stream().filter(Exchange::refused).toList());
    }

    Map<String, String> faults() {
        return faults;
    }

    /** The operations of which none was ever answered with success. */
    Set<String> neverTaken() {
        Set<String> never = new TreeSet<>();
        answered.forEach((operation, statuses) -> {
            if (statuses.keySet().stream().noneMatch(status -> status < 300)) {
                never.add(operation);
            }
        });
        return never;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed %d: %d requests, %d of them compared, %d operations, %d faults%n"
                .formatted(seed, sent, compared, answered.size(), faults.size()));
        answered.forEach((operation, statuses) -> text.append("  %-18s %s%n".formatted(operation, statuses)));
        return text.toString();
    }

    private List<Exchange> exchanged(List<Map.Entry<Service, Call>> calls) throws InterruptedException {
        ConcurrentLinkedQueue<Map.Entry<Service, Call>> waiting = new ConcurrentLinkedQueue<>(calls);
        ConcurrentLinkedQueue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Map.Entry<String, String>> found = new ConcurrentLinkedQueue<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofVirtual().name("sender-" + i).start(() -> send(waiting, exchanges, found)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        sent += calls.size();
        found.forEach(fault -> faults.putIfAbsent(fault.getKey(), fault.getValue()));
        for (Exchange exchange : exchanges) {
            Operation operation = exchange.call().operation();
            if (operation != null) {
                answered.computeIfAbsent(operation.id(), none -> new TreeMap<>())
                        .merge(exchange.answer().status(), 1, Integer::sum);
            }
        }
        return List.copyOf(exchanges);
    }

    private void send(
            ConcurrentLinkedQueue<Map.Entry<Service, Call>> waiting,
            ConcurrentLinkedQueue<Exchange> exchanges,
            ConcurrentLinkedQueue<Map.Entry<String, String>> found) {
        Map<Service, Wire> wires = new LinkedHashMap<>();
        for (Map.Entry<Service, Call> next = waiting.poll(); next != null; next = waiting.poll()) {
            Call call = next.getValue();
            Wire wire = wires.computeIfAbsent(next.getKey(), service -> new Wire(service.port(), PATIENCE));
            String whom = next.getKey().name();
            try {
                Answer answer = wire.send(call);
                exchanges.add(new Exchange(next.getKey(), call, answer));
                oracle.faults(call, answer)
                        .forEach(fault -> found.add(Map.entry(
                                fault,
                                whom + " " + call + "\n  -> " + answer.status() + " " + Call.cut(answer.text()))));
            } catch (IOException | RuntimeException e) {
                found.add(Map.entry("no answer: " + e, whom + " " + call));
            }
        }
        wires.values().forEach(Campaign::close);
    }

    private static void close(Wire wire) {
        try {
            wire.close();
        } catch (IOException gone) {
            // So it is closed.
        }
    }

    /** Sends them again, and where anything was written finds out by whom. */
    private void unchanged(List<Exchange> refused) throws InterruptedException {
        if (refused.isEmpty()) {
            return;
        }
        Map<String, String> before = keyspace.settled();
        List<Exchange> again = exchanged(refused.stream()
                .map(one -> Map.entry(one.service(), one.call()))
                .toList());
        List<String> changed = Keyspace.changed(before, keyspace.settled());
        compared += refused.size();
        if (changed.isEmpty()) {
            return;
        }
        // One that is taken by now, since something else has changed since, may change what it likes.
        List<Exchange> still = again.stream().filter(Exchange::refused).toList();
        if (still.size() < refused.size()) {
            unchanged(still);
        } else if (still.size() == 1) {
            Exchange one = still.getFirst();
            faults.putIfAbsent(
                    "a refused request changed " + changed,
                    one.service().name() + " " + one.call() + "\n  -> "
                            + one.answer().status());
        } else {
            unchanged(still.subList(0, still.size() / 2));
            unchanged(still.subList(still.size() / 2, still.size()));
        }
    }
}
