package io.flowcast.conformance.rule;

/** What came of a rule, and by what one sees it. */
public sealed interface Verdict {
    String evidence();

    record Kept(String evidence) implements Verdict {}

    record Broken(String evidence) implements Verdict {}

    /** The server does not offer what the rule is about, or nobody said where to look. */
    record NotApplicable(String evidence) implements Verdict {}

    static Verdict kept(String evidence) {
        return new Kept(evidence);
    }

    static Verdict broken(String evidence) {
        return new Broken(evidence);
    }

    static Verdict notApplicable(String why) {
        return new NotApplicable(why);
    }

    static Verdict of(boolean kept, String evidence) {
        return kept ? new Kept(evidence) : new Broken(evidence);
    }
}
