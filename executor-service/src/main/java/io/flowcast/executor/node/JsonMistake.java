package io.flowcast.executor.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.regex.Pattern;

/** Why a text is no JSON, for whoever wrote it. */
public final class JsonMistake {

    /** What Jackson says to those who use it: its switches, its classes, where it began to read. */
    private static final Pattern FOR_PROGRAMMERS = Pattern.compile(
            ":? ?enable `[^`]*` to allow|,? ?from `[^`]*`| ?\\((?:not recognized as|start marker at|bound as)[^)]*\\).*|\\n.*",
            Pattern.DOTALL);

    private JsonMistake() {}

    public static String of(JsonProcessingException e) {
        // Each reader takes any value, and then nothing more.
        return e instanceof MismatchedInputException
                ? "something follows the end of the value"
                : FOR_PROGRAMMERS.matcher(e.getOriginalMessage()).replaceAll("");
    }
}
