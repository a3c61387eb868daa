package io.flowcast.executor.expression;

/**
 * A place in a template that will never evaluate.
 *
 * @param pointer JSON Pointer (RFC 6901) into the template; empty for the template itself
 * @param offset characters into the string there, from 0
 * @param detail what is wrong and what is expected
 */
public record SyntaxError(String pointer, int offset, String detail) {

    /** With the place in the text. */
    public String described() {
        return detail + ", at character " + (offset + 1) + " of the text";
    }
}
