package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as the list of definitions shows it.
 *
 * @param version of the latest
 * @param source {@code file} or {@code api}
 * @param updatedAt epoch milliseconds
 * @param contentHash SHA-256 of the canonical JSON, in hexadecimal: equal content makes no new version
 * @param triggers the types of its triggers, in their order: {@code schedule}, {@code webhook}
 * @param owner to whom belongs what its triggers start: who put it; absent where nobody in particular did
 * @param textHash of the text that belongs to the version, in hexadecimal: it may be written anew while its content stays
 * @param fileTextHash of the text of the file that last gave this version its text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DefinitionSummary(
        String id,
        String name,
        @Nullable String description,
        int version,
        String source,
        long updatedAt,
        String contentHash,
        @Nullable List<String> triggers,
        @Nullable String owner,
        @Nullable String textHash,
        @Nullable String fileTextHash) {

    private static final int CONTENT_DIGITS = 16;
    private static final int TEXT_DIGITS = 8;

    /** The opaque part of the version's entity tag (RFC 9110, 8.8.3). */
    public String tag() {
        String content = version + "-" + start(contentHash, CONTENT_DIGITS);
        return textHash == null ? content : content + "-" + start(textHash, TEXT_DIGITS);
    }

    private static String start(String digits, int length) {
        return digits.substring(0, Math.min(length, digits.length()));
    }
}
