package io.flowcast.executor.definition.serverless;

import io.flowcast.executor.definition.serverless.Code.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates the part of jq that means the same in JSONata: paths, literals, comparisons, {@code and}, {@code or}, {@code not},
 * {@code //}, arithmetic, texts with values in them, and objects. By recursive descent, in jq's order of precedence.
 */
final class Jq {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private static final int LONGEST = 8_192;
    private static final int DEEPEST = 60;

    private final JqTokens tokens;
    private final Scope scope;
    private int depth;

    private Jq(String text, Scope scope, int depth) throws Untranslatable {
        this.tokens = new JqTokens(text);
        this.scope = scope;
        this.depth = depth;
    }

    static Code translate(String text, Scope scope) throws Untranslatable {
        if (text.length() > LONGEST) {
            throw new Untranslatable(0, "the expression is longer than " + LONGEST + " characters");
        }
        return translate(text, scope, 0);
    }

    private static Code translate(String text, Scope scope, int depth) throws Untranslatable {
        Jq jq = new Jq(text, scope, depth);
        Code code = jq.pipe();
        jq.tokens.expectEnd();
        return code;
    }

    private Code pipe() throws Untranslatable {
        Code code = alternative();
        while (tokens.take("|")) {
            if (!tokens.take("not")) {
                throw tokens.wrong("after | only 'not' is supported");
            }
            code = new Code("$not(" + code.asCondition().text() + ")", Kind.CONDITION);
        }
        return code;
    }

    private Code alternative() throws Untranslatable {
        Code code = disjunction();
        if (tokens.take("//")) {
            deeper();
            Code other = alternative();
            depth--;
            code = new Code(
                    "(" + code.asCondition().text() + ") ? " + code.operand() + " : " + other.operand(), Kind.OTHER);
        }
        return code;
    }

    private Code disjunction() throws Untranslatable {
        Code code = conjunction();
        while (tokens.take("or")) {
            code = joined(code, "or", conjunction());
        }
        return code;
    }

    private Code conjunction() throws Untranslatable {
        Code code = comparison();
        while (tokens.take("and")) {
            code = joined(code, "and", comparison());
        }
        return code;
    }

    private static Code joined(Code left, String operator, Code right) {
        return new Code(
                left.asCondition().operand() + " " + operator + " "
                        + right.asCondition().operand(),
                Kind.CONDITION);
    }

    private Code comparison() throws Untranslatable {
        Code left = sum();
        String operator = tokens.peek();
        if (!COMPARISONS.contains(operator)) {
            return left;
        }
        tokens.next();
        Code right = sum();
        String text = switch (operator) {
            case "==" -> equal(left, right);
            // In JSONata a value that is missing is neither equal nor unequal to anything.
            case "!=" -> "$not(" + equal(left, right) + ")";
            default -> left.operand() + " " + operator + " " + right.operand();
        };
        return new Code(text, Kind.CONDITION);
    }

    private static String equal(Code left, Code right) {
        if (right.kind() == Kind.NULL || left.kind() == Kind.NULL) {
            Code other = right.kind() == Kind.NULL ? left : right;
            return "($exists(" + other.text() + ") ? " + other.operand() + " = null : true)";
        }
        return left.operand() + " = " + right.operand();
    }

    private Code sum() throws Untranslatable {
        Code code = product();
        while (true) {
            if (tokens.take("-")) {
                code = new Code(code.operand() + " - " + product().operand(), Kind.NUMBER);
            } else if (tokens.take("+")) {
                code = added(code, product());
            } else {
                return code;
            }
        }
    }

    /** What + does depends on its operands in jq; JSONata has an operator for each. */
    private Code added(Code left, Code right) throws Untranslatable {
        if (left.kind() == Kind.TEXT || right.kind() == Kind.TEXT) {
            return new Code("(" + left.operand() + " & " + right.operand() + ")", Kind.TEXT);
        }
        if (left.kind() == Kind.OBJECT || right.kind() == Kind.OBJECT) {
            return Code.path("$merge([" + left.text() + ", " + right.text() + "])");
        }
        if (left.kind() == Kind.NUMBER || right.kind() == Kind.NUMBER) {
            return new Code(left.operand() + " + " + right.operand(), Kind.NUMBER);
        }
        throw tokens.wrong("what + does here depends on its values: one side has to be a text, a number or an object");
    }

    private Code product() throws Untranslatable {
        Code code = value();
        while (true) {
            String operator = tokens.peek();
            if (!operator.equals("*") && !operator.equals("/") && !operator.equals("%")) {
                return code;
            }
            tokens.next();
            code = new Code(code.operand() + " " + operator + " " + value().operand(), Kind.NUMBER);
        }
    }

    private Code value() throws Untranslatable {
        deeper();
        Code value = path(primary());
        depth--;
        return value;
    }

    private void deeper() throws Untranslatable {
        if (++depth > DEEPEST) {
            throw tokens.wrong("the expression nests deeper than " + DEEPEST + " levels");
        }
    }

    /** The steps that follow a value. */
    private Code path(Code from) throws Untranslatable {
        Code code = from;
        while (true) {
            String name = tokens.takeField();
            if (name != null) {
                code = step(code, name);
            } else if (tokens.adjoins("[")) {
                code = bracket(code);
            } else if (tokens.adjoins("?")) {
                throw tokens.wrong("'?' is not supported");
            } else {
                return code;
            }
        }
    }

    private Code bracket(Code code) throws Untranslatable {
        tokens.next();
        String token = tokens.peek();
        if (tokens.isNumber()) {
            tokens.next();
            expect("]");
            return code.index(token);
        }
        if (tokens.take("-") && tokens.isNumber()) {
            String number = tokens.next();
            expect("]");
            return code.index("-" + number);
        }
        if (tokens.isText()) {
            Code name = text(tokens.next());
            expect("]");
            return step(code, tokens.unquoted(name));
        }
        throw tokens.wrong("only a number or a name in quotes is supported between [ and ]");
    }

    private Code step(Code code, String name) throws Untranslatable {
        if (name.contains("`")) {
            throw tokens.wrong("a name with a backtick is not supported");
        }
        return code.step(name);
    }

    private Code primary() throws Untranslatable {
        if (tokens.isEnd()) {
            throw tokens.wrong("the expression ends too early");
        }
        if (tokens.startsPath()) {
            Code current = scope.current();
            if (current == null) {
                throw tokens.wrong(
                        "'.' has no counterpart here: what an item of a 'for' begins with is what the one before it gave");
            }
            tokens.takeDot();
            return current;
        }
        if (tokens.isNumber()) {
            return new Code(tokens.next(), Kind.NUMBER);
        }
        if (tokens.isText()) {
            return text(tokens.next());
        }
        String token = tokens.next();
        return switch (token) {
            case "(" -> {
                Code inner = pipe();
                expect(")");
                yield inner.kind() == Kind.PATH ? inner : new Code("(" + inner.text() + ")", inner.kind());
            }
            case "{" -> object();
            case "-" -> new Code("-" + value().operand(), Kind.NUMBER);
            case "true", "false" -> new Code(token, Kind.CONDITION);
            case "null" -> Code.NULL;
            default -> named(token);
        };
    }

    private Code named(String token) throws Untranslatable {
        if (!token.startsWith("$")) {
            throw tokens.wrongBefore("'" + token + "' of jq is not supported");
        }
        String name = token.substring(1);
        if (name.equals("secrets")) {
            String secret = tokens.takeField();
            if (secret == null) {
                throw tokens.wrong("the name of a secret is expected after $secrets, as in $secrets.TOKEN");
            }
            return new Code("secrets." + secret, Kind.OTHER);
        }
        if (name.equals("workflow")) {
            return workflow(tokens.takeField());
        }
        Code value = scope.variables().get(name);
        if (value == null) {
            throw tokens.wrongBefore("'$" + name + "' has no counterpart here");
        }
        return value;
    }

    private Code workflow(@Nullable String member) throws Untranslatable {
        return switch (member) {
            case "id" -> Code.path("execution.id");
            case "input" -> Code.path("input");
            case null, default -> throw tokens.wrong("of $workflow only .id and .input are supported");
        };
    }

    private Code object() throws Untranslatable {
        List<String> members = new ArrayList<>();
        while (!tokens.take("}")) {
            String key = tokens.peek();
            if (tokens.isText()) {
                key = tokens.unquoted(text(tokens.next()));
            } else if (tokens.isName()) {
                tokens.next();
            } else {
                throw tokens.wrong("a name is expected in an object");
            }
            Code member;
            if (tokens.take(":")) {
                member = alternative();
            } else if (key.startsWith("$")) {
                key = key.substring(1);
                member = named("$" + key);
            } else if (scope.current() != null) {
                member = step(scope.current(), key);
            } else {
                throw tokens.wrong("':' and a value are expected");
            }
            members.add(Code.quoted(key) + ": " + member.operand());
            if (!tokens.take(",") && !tokens.peek().equals("}")) {
                throw tokens.wrong("',' or '}' is expected");
            }
        }
        return new Code("{" + String.join(", ", members) + "}", Kind.OBJECT);
    }

    /** A text in quotes, with the values in it. */
    private Code text(String token) throws Untranslatable {
        List<Code> parts = tokens.parts(token, inner -> translate(inner, scope, depth));
        if (parts.size() == 1 && parts.getFirst().kind() == Kind.TEXT) {
            return parts.getFirst();
        }
        return new Code(
                "(" + String.join(" & ", parts.stream().map(Code::operand).toList()) + ")", Kind.TEXT);
    }

    private void expect(String token) throws Untranslatable {
        if (!tokens.take(token)) {
            throw tokens.wrong(String.format(Locale.ROOT, "'%s' is expected", token));
        }
    }
}
