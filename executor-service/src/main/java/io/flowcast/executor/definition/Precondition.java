package io.flowcast.executor.definition;

/**
 * What a caller believes about a definition that it is about to change (RFC 9110, 13.1), in the form of the scripts: empty for
 * nothing, {@code *} for any, else entity tags, each between spaces.
 *
 * @param ifMatch the latest version must be one of these
 * @param ifNoneMatch the latest version must be none of these
 */
public record Precondition(String ifMatch, String ifNoneMatch) {

    public static final Precondition NONE = new Precondition("", "");
}
