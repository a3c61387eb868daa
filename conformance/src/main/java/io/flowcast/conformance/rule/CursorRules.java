package io.flowcast.conformance.rule;

import io.flowcast.conformance.stream.Block;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ids, and what a client gets that comes back with one. */
final class CursorRules {
    private static final int LONGEST_ID = 4_096;
    private static final List<String> RUBBISH =
            List.of("rubbish", "-1", "0", "18446744073709551616", "%00", "'\"<>;--", "\u00e4\u20ac", "1,2,3", "null");

    private CursorRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "ids",
                        "HTML 9.2.4",
                        "events have ids: without, a lost connection is a lost event",
                        server -> server.fresh().events().isEmpty()
                                ? Verdict.notApplicable("no events")
                                : Verdict.of(
                                        !server.fresh().ids().isEmpty(),
                                        server.fresh().ids().size() + " of "
                                                + server.fresh().events().size() + " events")),
                new Rule(
                        "ids-unique",
                        "HTML 9.2.4",
                        "no two events have the same id: whoever comes back with it means one of them",
                        CursorRules::unique),
                new Rule(
                        "ids-as-header",
                        "RFC 9110, 5.5",
                        "ids can be sent back in a header: printable, without space around them, not too long",
                        CursorRules::fitHeader),
                new Rule(
                        "resume",
                        "HTML 9.2.4",
                        "who comes back with Last-Event-ID gets exactly what follows, once, in order",
                        server -> resume(server, id -> server.get(Server.lastEventId(id)))),
                new Rule(
                        "resume-at-end",
                        "HTML 9.2.4",
                        "who comes back with the last id gets nothing that was before",
                        CursorRules::resumeAtEnd),
                new Rule(
                        "resume-by-parameter",
                        "practice",
                        "the query parameter does what Last-Event-ID does, for clients that can send no header",
                        server -> server.target().cursorParameter().isEmpty()
                                ? Verdict.notApplicable("no parameter named (--cursor-parameter)")
                                : resume(server, id -> server.get(withParameter(server, id)))),
                new Rule("empty-cursor", "HTML 9.2.4", "an empty Last-Event-ID is none", CursorRules::emptyCursor),
                new Rule(
                        "unreadable-cursor",
                        "RFC 9110, 15.6",
                        "a Last-Event-ID that is rubbish is no error of the server, and the client is told: by the beginning, an event of its own, or a refusal",
                        CursorRules::unreadable),
                new Rule(
                        "long-cursor",
                        "RFC 9110, 5.4",
                        "a Last-Event-ID of " + LONGEST_ID + " characters is answered",
                        CursorRules::longCursor),
                new Rule(
                        "cursor-beyond-end",
                        "HTML 9.2.4",
                        "an id beyond the end is not answered by silence, or from the middle on",
                        server -> told(server, server.target().beyond(), "--beyond")),
                new Rule(
                        "cursor-forgotten",
                        "HTML 9.2.4",
                        "an id older than what is kept is not answered by what is left, as if nothing were missing",
                        server -> told(server, server.target().forgotten(), "--forgotten")));
    }

    private static Verdict unique(Server server) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String id : server.fresh().ids()) {
            if (!seen.add(id)) {
                return Verdict.broken("id " + id + " comes twice");
            }
        }
        return seen.isEmpty() ? Verdict.notApplicable("no ids") : Verdict.kept(seen.size() + " ids");
    }

    private static Verdict fitHeader(Server server) throws IOException {
        for (String id : server.fresh().ids()) {
            if (id.length() > LONGEST_ID
                    || id.matches(".*\\p{Cntrl}.*")
                    || !id.strip().equals(id)) {
                return Verdict.broken("id \"" + id + "\"");
            }
        }
        List<String> ids = server.fresh().ids();
        return ids.isEmpty() ? Verdict.notApplicable("no ids") : Verdict.kept("such as " + ids.getLast());
    }

    /** How one comes back. */
    private interface Return {
        Recording after(String id) throws IOException;
    }

    private static Verdict resume(Server server, Return back) throws IOException {
        List<Block> all = server.fresh().eventsWithIds();
        if (all.size() < 2) {
            return Verdict.notApplicable("it takes two events with ids at least, and there are " + all.size());
        }
        Set<Integer> cuts = new HashSet<>(List.of(0, all.size() / 2 - 1, all.size() - 2));
        for (int cut : cuts.stream().filter(index -> index >= 0).sorted().toList()) {
            List<Block> expected = all.subList(cut + 1, all.size());
            String after = all.get(cut).id().orElseThrow();
            try (Recording recording = back.after(after)) {
                if (recording.head().status() != 200) {
                    return Verdict.broken(
                            "after " + after + ": " + recording.head().status());
                }
                recording.until(
                        some -> some.eventsWithIds().size() >= expected.size(),
                        server.target().patience());
                List<Block> got = recording.eventsWithIds();
                for (int i = 0; i < expected.size(); i++) {
                    if (i >= got.size() || !same(got.get(i), expected.get(i))) {
                        return Verdict.broken("after " + after + " came "
                                + (i < got.size() ? got.get(i).brief() : "nothing") + " in the place of "
                                + expected.get(i).brief());
                    }
                }
            }
        }
        return Verdict.kept("from " + cuts.size() + " places among " + all.size() + " events");
    }

    private static boolean same(Block one, Block other) {
        return one.id().equals(other.id())
                && one.event().equals(other.event())
                && one.data().equals(other.data());
    }

    private static Verdict resumeAtEnd(Server server) throws IOException {
        List<String> before = server.fresh().ids();
        if (before.isEmpty()) {
            return Verdict.notApplicable("no ids");
        }
        try (Recording recording = server.get(Server.lastEventId(before.getLast()))) {
            recording.untilQuiet(server.target().silence(), server.target().patience());
            List<String> again =
                    recording.ids().stream().filter(before::contains).toList();
            return Verdict.of(
                    again.isEmpty(),
                    again.isEmpty()
                            ? recording.head().status() + ", "
                                    + recording.events().size() + " events, none known"
                            : "id " + again.getFirst() + " comes again");
        }
    }

    private static Verdict emptyCursor(Server server) throws IOException {
        Optional<Block> first = server.fresh().firstEvent();
        if (first.isEmpty()) {
            return Verdict.notApplicable("no events");
        }
        try (Recording recording = server.get(Server.lastEventId(""))) {
            recording.until(
                    some -> some.firstEvent().isPresent(), server.target().patience());
            return Verdict.of(
                    recording
                            .firstEvent()
                            .filter(event -> same(event, first.get()))
                            .isPresent(),
                    recording.head().status() + ", first "
                            + recording.firstEvent().map(Block::brief).orElse("nothing"));
        }
    }

    private static Verdict unreadable(Server server) throws IOException {
        for (String id : RUBBISH) {
            Verdict verdict = told(server, Optional.of(id), "");
            if (!(verdict instanceof Verdict.Kept)) {
                return Verdict.broken("\"" + id + "\": " + verdict.evidence());
            }
        }
        return Verdict.kept("told each time, of " + RUBBISH.size());
    }

    private static Verdict longCursor(Server server) throws IOException {
        try (Recording recording = server.get(Server.lastEventId("9".repeat(LONGEST_ID)))) {
            return Verdict.of(
                    recording.head().status() < 500, "" + recording.head().status());
        }
    }

    /** Whether a client with this cursor learns that something is missing. */
    private static Verdict told(Server server, Optional<String> cursor, String option) throws IOException {
        if (cursor.isEmpty()) {
            return Verdict.notApplicable("no such id named (" + option + ")");
        }
        Optional<Block> beginning = server.fresh().eventsWithIds().stream().findFirst();
        try (Recording recording = server.get(Server.lastEventId(cursor.get()))) {
            int status = recording.head().status();
            if (status >= 500) {
                return Verdict.broken("" + status);
            }
            if (!recording.isStream()) {
                return Verdict.kept("refused with " + status);
            }
            recording.until(
                    some -> some.firstEvent().isPresent(), server.target().patience());
            Optional<Block> first = recording.firstEvent();
            if (first.isEmpty()) {
                return Verdict.broken("200, and silence");
            }
            Block got = first.get();
            boolean fromBeginning = beginning.isPresent() && same(got, beginning.get());
            boolean notice = !fromBeginning
                    && server.fresh().events().stream()
                            .noneMatch(event -> event.event().equals(got.event())
                                    && event.id().isPresent());
            return Verdict.of(fromBeginning || notice, (fromBeginning ? "from the beginning: " : "") + got.brief());
        }
    }

    private static URI withParameter(Server server, String id) {
        String url = server.url().toString();
        return URI.create(url + (url.contains("?") ? "&" : "?")
                + server.target().cursorParameter().orElseThrow() + "="
                + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }
}
