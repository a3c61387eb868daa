package io.flowcast.conformance.rule;

import io.flowcast.conformance.stream.Block;
import io.flowcast.conformance.stream.EventStreamParser.Ending;
import io.flowcast.conformance.stream.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The bytes of the stream. */
final class FramingRules {
    private static final int LONGEST_RETRY = 3_600_000;

    private FramingRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "body-framing",
                        "RFC 9112, 6 and 7",
                        "a lost connection can be told from the end: over HTTP/1.1 the body is chunked, as chunks have to be",
                        server -> Verdict.of(
                                server.fresh().body().chunked(),
                                server.fresh().body().chunked() ? "chunked" : "no chunks")),
                new Rule(
                        "utf-8",
                        "HTML 9.2.5",
                        "it is UTF-8, with a byte order mark at the beginning or none",
                        server -> none(server.fresh().parser().faults(), seen(server))),
                new Rule(
                        "line-endings",
                        "HTML 9.2.5",
                        "lines end in one way; where several are mixed, a line break of the data has got through",
                        FramingRules::lineEndings),
                new Rule(
                        "fields",
                        "HTML 9.2.6",
                        "there are no fields but data, event, id and retry: clients drop others",
                        server -> none(lines(server, line -> !line.known()), seen(server))),
                new Rule(
                        "id-without-nul",
                        "HTML 9.2.6",
                        "no id holds U+0000: clients drop such an id",
                        server -> none(
                                lines(
                                        server,
                                        line -> line.name().equals("id")
                                                && line.value().indexOf('\0') >= 0),
                                server.fresh().ids().size() + " ids")),
                new Rule(
                        "retry-digits",
                        "HTML 9.2.6",
                        "retry has digits alone: clients drop anything else",
                        server -> retry(server, line -> line.value().matches("[0-9]+"))),
                new Rule(
                        "retry-bounds",
                        "practice",
                        "retry has clients come back neither at once, in a storm, nor after an hour",
                        server -> retry(server, FramingRules::sane)),
                new Rule(
                        "blocks-carry-data",
                        "HTML 9.2.6",
                        "what has a name has data: clients drop an event without",
                        server -> none(nameless(server.fresh().parser().blocks()), seen(server))),
                new Rule(
                        "event-names",
                        "HTML 9.2.6",
                        "names of events have no space around them: listeners would wait for another name",
                        server -> none(
                                lines(
                                        server,
                                        line -> line.name().equals("event")
                                                && !line.value().strip().equals(line.value())),
                                seen(server))),
                new Rule(
                        "whole-when-quiet",
                        "HTML 9.2.6",
                        "when it falls silent nothing is left half said: the last event has its empty line",
                        FramingRules::wholeWhenQuiet));
    }

    private static Verdict lineEndings(Server server) throws IOException {
        Set<Ending> endings = server.fresh().parser().endings().keySet();
        return Verdict.of(endings.size() <= 1, endings.toString());
    }

    private static Verdict wholeWhenQuiet(Server server) throws IOException {
        Optional<String> unfinished = server.fresh().parser().unfinished();
        return Verdict.of(
                unfinished.isEmpty(),
                unfinished.map(text -> "it fell silent after " + text).orElse(seen(server)));
    }

    private static Verdict retry(Server server, Predicate<Line> right) throws IOException {
        List<Line> all =
                linesOf(server).filter(line -> line.name().equals("retry")).toList();
        if (all.isEmpty()) {
            return Verdict.notApplicable("no retry");
        }
        return none(
                all.stream().filter(right.negate()).map(Line::toString).toList(),
                all.getFirst().toString());
    }

    private static boolean sane(Line line) {
        return line.value().matches("[1-9][0-9]{1,8}") && Integer.parseInt(line.value()) <= LONGEST_RETRY;
    }

    private static List<String> nameless(List<Block> blocks) {
        List<String> found = new ArrayList<>();
        for (Block block : blocks) {
            if (block.last("event").isPresent() && !block.dispatches()) {
                found.add(block.lines().toString());
            }
        }
        return found;
    }

    private static List<String> lines(Server server, Predicate<Line> wrong) throws IOException {
        return linesOf(server).filter(wrong).map(Line::toString).toList();
    }

    private static Stream<Line> linesOf(Server server) throws IOException {
        return server.fresh().parser().blocks().stream().flatMap(block -> block.lines().stream());
    }

    private static String seen(Server server) throws IOException {
        return server.fresh().events().size() + " events in " + server.fresh().bytes() + " bytes";
    }

    private static Verdict none(Collection<String> wrong, String evidence) {
        return wrong.isEmpty()
                ? Verdict.kept(evidence)
                : Verdict.broken(wrong.iterator().next());
    }
}
