package io.flowcast.gateway.auth;

/** What came of a request's credentials. */
sealed interface Entry {
    record Let(Admission admission) implements Entry {}

    /** Under a session, whose token the executor is to get. */
    record LetSession(Admission admission, String token) implements Entry {}

    /** With what it has, it can never be let in. */
    record Refused(String why) implements Entry {}

    /** Its session is over; in the same browser another may begin, and then the same request is let in. */
    record Lapsed() implements Entry {}

    /** A page of another origin asks for a change, and the browser sent our cookie along. */
    record Foreign() implements Entry {}

    /** It cannot be told at present. */
    record Unavailable(String type, String detail) implements Entry {}
}
