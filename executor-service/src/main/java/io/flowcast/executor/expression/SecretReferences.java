package io.flowcast.executor.expression;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an expression says of secrets.
 *
 * @param names those it names as {@code secrets.NAME}
 * @param position of the first of them in the expression, from 0
 * @param misuse why it can't have them, where {@code secrets} stands in it in any other way; then {@code position} is there
 */
record SecretReferences(
        Set<String> names, int position, @Nullable String misuse) {

    static final SecretReferences NONE = new SecretReferences(Set.of(), 0, null);

    /** A name no expression can spell, for it holds a space. */
    static String variable(String secret) {
        return "secret " + secret;
    }

    boolean isEmpty() {
        return names.isEmpty() && misuse == null;
    }
}
