package io.flowcast.conformance.server;

import java.util.List;

/** What a server does wrong, and which rules it so breaks. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the lists
public enum Fault {
    NONE,
    OTHER_STATUS("status"),
    OTHER_TYPE("content-type"),
    OTHER_CHARSET("charset"),
    A_LENGTH("no-length"),
    CACHEABLE("cache-control"),
    TRANSFORMABLE("no-transform"),
    UNTOLD_PROXIES("no-buffering", "through-nginx"),
    COMPRESSED("not-compressed"),
    LATE_HEAD("head-at-once"),
    NO_CHUNKS("body-framing"),
    BROKEN_CHUNKS("body-framing", "through-haproxy"),
    NOT_UTF_8("utf-8"),
    MARK_WITHIN("utf-8"),
    MIXED_ENDINGS("line-endings"),
    FIELD_OF_ITS_OWN("fields"),
    NUL_IN_ID("id-without-nul"),
    RETRY_WITH_FRACTION("retry-digits"),
    RETRY_AT_ONCE("retry-bounds"),
    NAME_WITHOUT_DATA("blocks-carry-data"),
    SPACE_IN_NAME("event-names"),
    HALF_AN_EVENT("whole-when-quiet"),
    NO_IDS("ids"),
    SAME_IDS("ids-unique"),
    CONTROL_IN_ID("ids-as-header"),
    REPEATS_ONE("resume", "resume-at-end", "resume-by-parameter"),
    SKIPS_ONE("resume"),
    IGNORES_PARAMETER("resume-by-parameter"),
    EMPTY_IS_THE_END("empty-cursor"),
    RUBBISH_IS_ITS_ERROR("unreadable-cursor"),
    RUBBISH_IS_THE_END("unreadable-cursor"),
    HANGS_UP_ON_LONG("long-cursor"),
    BEYOND_IS_THE_END("cursor-beyond-end"),
    FORGOTTEN_IS_THE_REST("cursor-forgotten"),
    SILENT("keepalive"),
    CUT_OFF("end-is-clean"),
    HALF_AN_END("end-is-clean"),
    COME_AGAIN("stay-away"),
    LENGTH_OF_NOTHING("no-content"),
    HANGS_UP_AFTER_END("connection-goes-on"),
    HEAD_IS_GET("head"),
    ANY_METHOD("unknown-method"),
    NO_ALLOW("allow"),
    OPTIONS_IS_GET("options"),
    ANYBODY_WITH_CREDENTIALS("cors-strangers"),
    ALL_WITH_CREDENTIALS("cors-grant"),
    NO_VARY("cors-vary"),
    PREFLIGHT_NEEDS_CREDENTIALS("cors-preflight"),
    CHUNKS_FOR_ALL("http-1.0"),
    NEEDS_NO_HOST("host"),
    REFUSES_UPGRADES("upgrade"),
    OTHER_TYPE_OVER_2("http-2"),
    CONNECTION_OVER_2("http-2-head"),
    RESET_ENDS_ALL("http-2-streams"),
    HEAD_GOES_ON_OVER_2("http-2-end"),
    ONE_AT_A_TIME("several", "slow-reader"),
    FORGETS_HALF_CLOSED("half-closed"),
    KEEPS_THE_GONE("abandoned"),
    NEEDS_A_WHOLE_HEAD("head-in-pieces"),
    COLLECTS("events-before-end"),
    ONE_BEHIND("live");

    private final List<String> rules;

    Fault(String... rules) {
        this.rules = List.of(rules);
    }

    /** Names of the rules that it breaks, others perhaps as well. */
    public List<String> rules() {
        return rules;
    }
}
