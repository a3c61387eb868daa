package io.flowcast.executor.definition.serverless;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes nodes and edges of tasks. What flows from task to task is known beforehand as an expression over the outputs of
 * nodes; where several ways meet, the expression tells which of them was taken by who completed last. One thread uses it.
 */
final class Tasks {
    private static final Set<String> KINDS =
            Set.of("call", "do", "emit", "for", "fork", "listen", "raise", "run", "set", "switch", "try", "wait");
    private static final Set<String> COMMON = Set.of("if", "input", "output", "export", "timeout", "then", "metadata");
    private static final Map<String, Set<String>> OWN =
            Map.of("call", Set.of("with"), "for", Set.of("do", "while"), "try", Set.of("catch"));
    private static final int DEEPEST = 20;

    private final Draft draft;
    private final Place use;
    /** The ways on which the workflow ends before its last task. */
    private final List<Exit> ends = new ArrayList<>();

    private int forks;
    private int depth;

    /** @param next a flow directive; its place may be empty */
    private record Way(Exit exit, Place next) {}

    private record Task(String name, Place place) {}

    Tasks(Draft draft, Place use) {
        this.draft = draft;
        this.use = use;
    }

    List<Exit> ends() {
        return ends;
    }

    /** Tasks one after the other, unless a flow directive says otherwise. */
    List<Exit> list(Place list, List<Exit> entries) {
        if (++depth > DEEPEST) {
            list.wrong("tasks nest deeper than " + DEEPEST + " levels");
            return entries;
        }
        List<Task> tasks = tasks(list);
        List<List<Exit>> pending = new ArrayList<>();
        for (int i = 0; i <= tasks.size(); i++) {
            pending.add(new ArrayList<>());
        }
        pending.getFirst().addAll(entries);
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            if (pending.get(i).isEmpty()) {
                task.place().wrong("no task leads to '" + task.name() + "'");
                continue;
            }
            for (Way way : task(task, pending.get(i))) {
                route(way, i, tasks, pending);
            }
        }
        depth--;
        return pending.getLast();
    }

    private void route(Way way, int from, List<Task> tasks, List<List<Exit>> pending) {
        String directive = way.next().exists() ? way.next().text() : "continue";
        switch (directive) {
            case null -> {}
            case "continue" -> pending.get(from + 1).add(way.exit());
            case "exit" -> pending.getLast().add(way.exit());
            case "end" -> {
                if (forks > 0) {
                    way.next().wrong("a branch of a fork can't end the workflow");
                }
                ends.add(way.exit());
            }
            default -> {
                int target = -1;
                for (int i = 0; i < tasks.size(); i++) {
                    if (tasks.get(i).name().equals(directive)) {
                        target = i;
                    }
                }
                if (target < 0) {
                    way.next().wrong("there is no task '" + directive + "' beside this one");
                } else if (target <= from) {
                    way.next().wrong("this leads back to '" + directive + "', and a workflow must have no cycles");
                } else {
                    pending.get(target).add(way.exit());
                }
            }
        }
    }

    private static List<Task> tasks(Place list) {
        List<Task> tasks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (!list.exists()) {
            list.wrong("a list of tasks is missing");
        }
        for (Place item : list.items()) {
            Map<String, Place> fields = item.fields();
            if (fields.size() != 1) {
                item.wrong("one task with its name is expected, not " + fields.size());
                continue;
            }
            fields.forEach((name, place) -> {
                if (!names.add(name)) {
                    place.wrong("the name '" + name + "' is taken already");
                }
                tasks.add(new Task(name, place));
            });
        }
        return tasks;
    }

    private List<Way> task(Task task, List<Exit> arriving) {
        Place place = task.place();
        String kind = kind(place);
        if (kind == null) {
            return arriving.stream()
                    .map(exit -> new Way(exit, place.at("then")))
                    .toList();
        }
        place.at("input").only(Set.of("from"));
        place.at("output").only(Set.of("as"));
        place.at("export").only(Set.of("as"));
        List<Exit> entries = merged(arriving, task.name());
        Flow flow = flow(entries);
        List<Way> ways = new ArrayList<>();
        if (place.at("if").exists()) {
            String condition = Values.condition(place.at("if"), scope(flow));
            String choice = draft.node(task.name() + "_if", "switch", place.pointer(), Map.of(), entries);
            entries = List.of(new Exit(choice, Map.of("when", "${ " + condition + " }"), flow));
            ways.add(new Way(new Exit(choice, Map.of("default", true), flow), place.at("nothing")));
        }
        Flow taken = place.at("input").has("from")
                ? flow.withValue(Values.code(place.at("input").at("from"), scope(flow)))
                : flow;
        if (kind.equals("switch")) {
            if (place.at("output").exists() || place.at("export").exists()) {
                place.wrong("a switch has neither 'output' nor 'export' here");
            }
            ways.addAll(choice(task, entries, taken));
            return ways;
        }
        List<Exit> exits = Leaf.TASKS.contains(kind)
                ? leaf(task, kind, entries, taken)
                : composite(
                        task,
                        kind,
                        entries.stream().map(exit -> exit.with(taken)).toList(),
                        taken);
        for (Exit exit : exits) {
            ways.add(new Way(exit.with(after(place, exit.flow(), taken)), place.at("then")));
        }
        return ways;
    }

    private static @Nullable String kind(Place place) {
        Set<String> kinds = new HashSet<>(place.fields().keySet());
        kinds.retainAll(KINDS);
        String kind = kinds.contains("for")
                ? "for"
                : kinds.size() == 1 ? kinds.iterator().next() : null;
        if (kind == null) {
            place.wrong("one of call, do, for, fork, listen, raise, run, set, switch, try, wait is expected in a task");
            return null;
        }
        Set<String> known = new HashSet<>(COMMON);
        known.add(kind);
        known.addAll(OWN.getOrDefault(kind, Set.of()));
        place.only(known);
        if (kind.equals("emit")) {
            place.at("emit").wrong("'emit' is not supported: there is no broker to publish to");
            return null;
        }
        return kind;
    }

    private List<Exit> composite(Task task, String kind, List<Exit> entries, Flow flow) {
        if (task.place().at("timeout").exists()) {
            task.place().at("timeout").wrong("only a task that is one node can have a timeout, not " + kind);
        }
        return switch (kind) {
            case "do" -> list(task.place().at("do"), entries);
            case "fork" -> fork(task, entries, flow);
            case "for" -> loop(task, entries, flow);
            default -> attempt(task, entries, flow);
        };
    }

    private List<Exit> leaf(Task task, String kind, List<Exit> entries, Flow flow) {
        Place place = task.place();
        Leaf leaf = Leaf.of(kind, place, scope(flow), use);
        if (leaf == null) {
            return entries;
        }
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("with", leaf.with());
        String timeout = Terms.timeout(place.at("timeout"), use);
        if (timeout != null) {
            more.put("timeout", timeout);
        }
        String id = draft.node(task.name(), leaf.type(), place.pointer(), more, entries);
        if (kind.equals("raise")) {
            return List.of();
        }
        return List.of(Exit.of(
                id, leaf.result() == null ? flow : flow.withValue(leaf.result().apply(output(id)))));
    }

    private List<Way> choice(Task task, List<Exit> entries, Flow flow) {
        Place place = task.place();
        String id = draft.node(task.name(), "switch", place.pointer(), Map.of(), entries);
        List<Way> ways = new ArrayList<>();
        boolean hasDefault = false;
        for (Task one : tasks(place.at("switch"))) {
            one.place().only(Set.of("when", "then"));
            if (one.place().at("when").exists()) {
                String condition = Values.condition(one.place().at("when"), scope(flow));
                ways.add(new Way(
                        new Exit(id, Map.of("when", "${ " + condition + " }"), flow),
                        one.place().at("then")));
            } else if (hasDefault) {
                one.place().wrong("the switch has a case without 'when' already");
            } else {
                hasDefault = true;
                ways.add(new Way(
                        new Exit(id, Map.of("default", true), flow), one.place().at("then")));
            }
        }
        if (!hasDefault) {
            ways.add(new Way(new Exit(id, Map.of("default", true), flow), place.at("then")));
        }
        return ways;
    }

    private List<Exit> fork(Task task, List<Exit> entries, Flow flow) {
        Place fork = task.place().at("fork");
        fork.only(Set.of("branches", "compete"));
        if (Boolean.TRUE.equals(fork.at("compete").value())) {
            fork.at("compete").wrong("branches that compete are not supported: those that lose would not be stopped");
        }
        String begin = draft.node(task.name(), "noop", fork.pointer(), Map.of(), entries);
        List<Exit> all = new ArrayList<>();
        List<Object> results = new ArrayList<>();
        forks++;
        for (Task branch : tasks(fork.at("branches"))) {
            List<Exit> exits = new ArrayList<>();
            for (Way way : task(branch, List.of(Exit.of(begin, flow)))) {
                String next = way.next().exists() ? way.next().text() : "continue";
                if (next != null && !next.equals("continue") && !next.equals("exit")) {
                    way.next().wrong("a branch of a fork goes on to nothing else");
                }
                exits.add(way.exit());
            }
            exits = merged(exits, branch.name());
            if (!exits.isEmpty()) {
                Flow result = flow(exits);
                if (!result.context().equals(flow.context())) {
                    branch.place().wrong("a branch of a fork can't export: branches run at the same time");
                }
                results.add(Values.quoted(result.value()));
            }
            all.addAll(exits);
        }
        forks--;
        if (all.isEmpty()) {
            return List.of();
        }
        String join = draft.node(
                task.name() + "_join", "set", fork.pointer(), Map.of("with", Map.of("branches", results)), all);
        return List.of(Exit.of(join, flow.withValue(output(join).step("branches"))));
    }

    private List<Exit> loop(Task task, List<Exit> entries, Flow flow) {
        Place loop = task.place().at("for");
        loop.only(Set.of("each", "in", "at"));
        if (task.place().at("while").exists()) {
            task.place().at("while").wrong("'while' is not supported");
        }
        if (loop.at("in").requiredText("the list to go through ('in')") == null) {
            return entries;
        }
        Code items = Values.code(loop.at("in"), scope(flow));
        Scope each = scope(flow)
                .withCurrent(null)
                .without(Scope.INPUT)
                .with(named(loop.at("each"), "item"), Code.path("item"))
                .with(named(loop.at("at"), "index"), Code.path("index"));
        List<Task> body = tasks(task.place().at("do"));
        if (body.size() != 1) {
            task.place().at("do").wrong("a 'for' does one task with each item; to do more, run a workflow");
            return entries;
        }
        Place inner = body.getFirst().place();
        inner.fields().forEach((name, field) -> {
            if (COMMON.contains(name)
                    && !Set.of("output", "timeout", "metadata").contains(name)) {
                field.wrong("'" + name + "' is not supported in a 'for'");
            }
        });
        inner.at("output").only(Set.of("as"));
        String kind = kind(inner);
        if (kind == null || !Set.of("call", "set", "wait", "raise").contains(kind)) {
            inner.wrong("in a 'for' only call, set, wait and raise are supported");
            return entries;
        }
        Leaf leaf = Leaf.of(kind, inner, each, use);
        if (leaf == null) {
            return entries;
        }
        Map<String, Object> doing = new LinkedHashMap<>();
        doing.put("type", leaf.type());
        doing.put("with", leaf.with());
        String timeout = Terms.timeout(inner.at("timeout"), use);
        if (timeout != null) {
            doing.put("timeout", timeout);
        }
        Code result = leaf.result() == null ? Code.NULL : leaf.result().apply(Code.path("output"));
        if (inner.at("output").has("as")) {
            result = Values.code(inner.at("output").at("as"), each.withCurrent(result));
        }
        doing.put("output", Values.quoted(result));
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("items", Values.quoted(items));
        with.put("concurrency", 1L);
        with.put("do", doing);
        String id = draft.node(task.name(), "for", task.place().pointer(), Map.of("with", with), entries);
        return List.of(Exit.of(id, flow.withValue(output(id).index("-1"))));
    }

    private static String named(Place place, String otherwise) {
        String name = place.text();
        return name == null ? otherwise : name;
    }

    private List<Exit> attempt(Task task, List<Exit> entries, Flow flow) {
        Place caught = task.place().at("catch");
        caught.only(Set.of("errors", "as", "retry", "do"));
        boolean hasHandler = caught.at("do").exists();
        boolean retries = caught.at("retry").exists();
        List<String> errors = Terms.errors(caught.at("errors"));
        int first = draft.size();
        List<Exit> exits = new ArrayList<>(list(task.place().at("try"), entries));
        if (retries) {
            retry(task, first, errors);
        }
        if (retries && !hasHandler) {
            return exits;
        }
        boolean onlyTimeouts = List.of("timeout").equals(errors);
        if (errors != null && !onlyTimeouts && !retries) {
            caught.at("errors")
                    .wrong(
                            "what is caught can't be told apart by its type: leave the filter out, or filter for timeouts");
        } else if (errors != null && !onlyTimeouts) {
            caught.at("errors").wrong("with 'do', what is caught can't be told apart by its type");
        }
        List<Exit> failing = draft.failing(first, onlyTimeouts ? "timeout" : "error", flow);
        if (failing.isEmpty()) {
            return exits;
        }
        if (hasHandler) {
            exits.addAll(list(caught.at("do"), failing));
        } else {
            String marker = draft.node(
                    task.name() + "_caught", "set", caught.pointer(), Map.of("with", Map.of("caught", true)), failing);
            exits.add(Exit.of(marker, flow));
        }
        return exits;
    }

    /** A retry of ours repeats a node, that of the document all tasks in its 'try'. */
    private void retry(Task task, int first, @Nullable List<String> errors) {
        Place place = task.place().at("catch").at("retry");
        Map<String, Object> retry = Terms.retry(place, use, errors);
        List<Map<String, Object>> repeated = new ArrayList<>();
        for (int i = first; i < draft.size(); i++) {
            if (!"switch".equals(draft.node(i).get("type"))) {
                repeated.add(draft.node(i));
            }
        }
        if (repeated.size() != 1 || repeated.getFirst().containsKey("retry")) {
            place.wrong("a retry repeats one task: 'try' has to hold exactly one that is a node");
        } else if (retry != null) {
            repeated.getFirst().put("retry", retry);
        }
    }

    private static Flow after(Place place, Flow flow, Flow taken) {
        Flow after = flow;
        Scope scope = scope(flow).with(Scope.INPUT, taken.value());
        if (place.at("output").has("as")) {
            after = after.withValue(Values.code(place.at("output").at("as"), scope.with("output", flow.value())));
        }
        if (place.at("export").has("as")) {
            Scope exporting = scope.withCurrent(after.value()).with("output", after.value());
            after = after.withContext(Values.code(place.at("export").at("as"), exporting));
        }
        return after;
    }

    /**
     * The same ways, with one flow for all. Of those that meet only the one that was taken counts: the one whose node
     * completed and was made last. Where that can't be seen, a node is put in between that can be.
     */
    List<Exit> merged(List<Exit> exits, String name) {
        if (exits.stream().map(Exit::flow).distinct().count() <= 1) {
            return exits;
        }
        List<Exit> sorted = new ArrayList<>(exits);
        sorted.sort(Comparator.comparingInt((Exit exit) -> draft.order(exit.node())));
        for (int i = 1; i < sorted.size(); i++) {
            Exit exit = sorted.get(i);
            if (!draft.isSeen(exit.node()) || exit.edge().containsKey("catch")) {
                String marker = draft.node(
                        "to_" + name, "set", pointer(exit), Map.of("with", Map.of("taken", true)), List.of(exit));
                sorted.set(i, Exit.of(marker, exit.flow()));
            }
        }
        sorted.sort(Comparator.comparingInt((Exit exit) -> draft.order(exit.node())));
        Code value = sorted.getFirst().flow().value();
        Code context = sorted.getFirst().flow().context();
        for (Exit exit : sorted.subList(1, sorted.size())) {
            value = either(exit, exit.flow().value(), value);
            context = either(exit, exit.flow().context(), context);
        }
        Flow flow = new Flow(value, context);
        return sorted.stream().map(exit -> exit.with(flow)).toList();
    }

    private static Code either(Exit exit, Code taken, Code otherwise) {
        return taken.equals(otherwise)
                ? taken
                : new Code(
                        "$exists(nodes." + exit.node() + ") ? " + taken.operand() + " : " + otherwise.operand(),
                        Code.Kind.OTHER);
    }

    private String pointer(Exit exit) {
        return draft.origins().getOrDefault("/nodes/" + draft.order(exit.node()), "");
    }

    private static Flow flow(List<Exit> exits) {
        return exits.getFirst().flow();
    }

    static Scope scope(Flow flow) {
        return new Scope(flow.value(), Map.of(Scope.CONTEXT, flow.context(), Scope.INPUT, flow.value()));
    }

    private static Code output(String id) {
        return Code.path("nodes." + id + ".output");
    }
}
