package io.flowcast.executor.expression;

import io.flowcast.executor.expression.Evaluation.Stop;
import io.flowcast.executor.expression.ExpressionException.Reason;
import io.flowcast.executor.expression.Template.Code;
import io.flowcast.executor.expression.Template.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One template being filled from one scope. Used once, by one thread. */
final class Filling {
    private final Function<String, Template> templates;
    private final Scope scope;
    private final Evaluation evaluation;
    private final Result result;
    private final Deque<String> place = new ArrayDeque<>();

    Filling(Function<String, Template> templates, Scope scope, Evaluation evaluation) {
        this.templates = templates;
        this.scope = scope;
        this.evaluation = evaluation;
        this.result = new Result(evaluation.limits());
    }

    @Nullable
    Object fill(@Nullable Object template) {
        try {
            return value(template);
        } catch (Stop stop) {
            throw new ExpressionException(stop.reason, "no value could be made" + place() + ": " + stop.why);
        }
    }

    private @Nullable Object value(@Nullable Object template) {
        return switch (template) {
            case String text -> string(text);
            case Map<?, ?> map -> map(map);
            case List<?> list -> list(list);
            case null, default -> result.plain(template);
        };
    }

    private Map<String, @Nullable Object> map(Map<?, ?> template) {
        result.deeper();
        Map<String, @Nullable Object> filled = LinkedHashMap.newLinkedHashMap(template.size());
        template.forEach((name, value) -> {
            String key = result.text(String.valueOf(name));
            place.addLast(key);
            filled.put(key, value(value));
            place.removeLast();
        });
        result.back();
        return filled;
    }

    private List<@Nullable Object> list(List<?> template) {
        result.deeper();
        List<@Nullable Object> filled = new ArrayList<>(template.size());
        for (Object member : template) {
            place.addLast(Integer.toString(filled.size()));
            filled.add(value(member));
            place.removeLast();
        }
        result.back();
        return filled;
    }

    private @Nullable Object string(String string) {
        Template template = templates.apply(string);
        if (template.unclosed() != null) {
            throw new ExpressionException(
                    Reason.SYNTAX, "an expression lacks " + template.unclosed().expected() + place() + ": " + string);
        }
        Code alone = template.alone();
        if (alone != null) {
            return copied(alone, result);
        }
        return result.text(template.parts().size() == 1 ? only(template) : joined(template));
    }

    private static String only(Template template) {
        return template.parts().getFirst() instanceof Text(String text) ? text : "";
    }

    private String joined(Template template) {
        StringBuilder text = new StringBuilder();
        for (Template.Part part : template.parts()) {
            text.append(
                    switch (part) {
                        case Text(String literal) -> literal;
                        case Code code -> Result.text(copied(code, new Result(evaluation.limits())));
                    });
            if (text.length() > evaluation.limits().result()) {
                throw new Stop(
                        Reason.SIZE, "it is larger than " + evaluation.limits().result() + " bytes");
            }
        }
        return text.toString();
    }

    private @Nullable Object copied(Code code, Result result) {
        Expression expression = code.expression();
        try {
            PlainPath path = expression.path();
            return result.plain(
                    path != null && path.isPlainIn(scope) ? path.in(scope) : expression.evaluate(scope, evaluation));
        } catch (Stop stop) {
            throw located(expression.failure(stop.reason, stop.why));
        } catch (ExpressionException e) {
            throw located(e);
        }
    }

    private ExpressionException located(ExpressionException e) {
        return place.isEmpty() ? e : new ExpressionException(e.reason(), e.getMessage() + place());
    }

    private String place() {
        return place.isEmpty() ? "" : " [in " + String.join(".", place) + "]";
    }
}
