package io.flowcast.executor.definition;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import io.flowcast.executor.expression.GuardedText;
import java.io.Serial;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A pattern of an author's schema, which may backtrack for ages on somebody's input. */
final class BoundedPattern implements RegularExpression {
    private static final Duration LONGEST = Duration.ofMillis(250);

    private final Pattern pattern;

    /** @throws PatternSyntaxException if it is none */
    BoundedPattern(String regex) {
        this.pattern = Pattern.compile(
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex)));
    }

    static boolean isValid(String regex) {
        try {
            return new BoundedPattern(regex).pattern != null;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    @Override
    public boolean matches(String value) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        Runnable guard = () -> {
            if (System.nanoTime() - deadline > 0) {
                throw new TooSlow(pattern.pattern());
            }
        };
        return pattern.matcher(new GuardedText(value, guard)).find();
    }

    static final class TooSlow extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;

        private final String pattern;

        TooSlow(String pattern) {
            super(pattern, null, false, false);
            this.pattern = pattern;
        }

        String pattern() {
            return pattern;
        }
    }
}
