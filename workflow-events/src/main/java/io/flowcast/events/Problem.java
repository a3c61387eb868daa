package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, where and why: the body of every error answer (RFC 9457, {@code application/problem+json}) and the
 * error of a failed node or execution.
 *
 * @param type the class of the problem; for nodes one of {@code communication timeout server client expression
 *     validation crashed cancelled raised}
 * @param title the class in words
 * @param status HTTP status, where one applies
 * @param detail this occurrence in words
 * @param instance what it occurred on: a path, or an execution and node
 * @param errors the places at fault, where there are several
 * @param firstEventId of {@code trimmed}: the event with which the log begins by now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "errors", "firstEventId"})
public record Problem(
        String type,
        String title,
        @Nullable Integer status,
        @Nullable String detail,
        @Nullable String instance,
        @Nullable List<Fault> errors,
        @Nullable String firstEventId) {

    public Problem(
            String type,
            String title,
            @Nullable Integer status,
            @Nullable String detail,
            @Nullable String instance,
            @Nullable List<Fault> errors) {
        this(type, title, status, detail, instance, errors, null);
    }

    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One place at fault.
     *
     * @param pointer JSON Pointer (RFC 6901) into the document at fault
     * @param line from 1, where the document is text
     * @param column from 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Fault(
            @Nullable String pointer,
            @Nullable Integer line,
            @Nullable Integer column,
            String detail) {}

    /** A problem of an HTTP answer. */
    public static Problem http(int status, String type, String title, String detail) {
        return new Problem(type, title, status, detail, null, null);
    }

    /** A problem of a node or an execution. */
    public static Problem node(String type, String title, @Nullable String detail) {
        return new Problem(type, title, null, detail, null, null);
    }

    public Problem at(String instance) {
        return new Problem(type, title, status, detail, instance, errors, firstEventId);
    }

    public Problem with(List<Fault> errors) {
        return new Problem(type, title, status, detail, instance, errors, firstEventId);
    }
}
