package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser.Symbol;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed expression as JSONata keeps it. Its parts are not public: this class reads them, so as to put {@link Regex} in
 * the place of every regular expression, a variable in that of every {@code secrets.NAME}, and to know what a step is.
 */
final class SyntaxTree {
    private static final VarHandle ROOT;
    private static final VarHandle TYPE;
    private static final VarHandle VALUE;
    private static final VarHandle STEPS;
    private static final VarHandle POSITION;
    private static final VarHandle PREDICATE;
    private static final VarHandle KEEP_ARRAY;
    private static final String SECRETS = "secrets";
    private static final ClassValue<List<Field>> PARTS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> symbol) {
            return parts(symbol);
        }
    };

    static {
        try {
            MethodHandles.Lookup jsonata = MethodHandles.privateLookupIn(Jsonata.class, MethodHandles.lookup());
            ROOT = jsonata.findVarHandle(Jsonata.class, "ast", Symbol.class);
            TYPE = jsonata.findVarHandle(Symbol.class, "type", String.class);
            VALUE = jsonata.findVarHandle(Symbol.class, "value", Object.class);
            STEPS = jsonata.findVarHandle(Symbol.class, "steps", List.class);
            POSITION = jsonata.findVarHandle(Symbol.class, "position", int.class);
            PREDICATE = jsonata.findVarHandle(Symbol.class, "predicate", List.class);
            KEEP_ARRAY = jsonata.findVarHandle(Symbol.class, "keepArray", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Set<Symbol> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> secrets = new TreeSet<>();
    private int firstSecret = Integer.MAX_VALUE;
    private @Nullable String misuse;
    private int depth;

    private SyntaxTree() {}

    /** @param depth how deep the tree nests */
    record Prepared(int depth, SecretReferences secrets) {}

    /**
     * Makes the regular expressions of a parsed expression ones that can be stopped, and takes {@code secrets} out of what
     * it looks up in its values.
     */
    static Prepared prepare(Jsonata parsed) {
        SyntaxTree tree = new SyntaxTree();
        tree.visit(ROOT.get(parsed), 1);
        return new Prepared(
                tree.depth,
                tree.secrets.isEmpty() && tree.misuse == null
                        ? SecretReferences.NONE
                        : new SecretReferences(Set.copyOf(tree.secrets), tree.firstSecret, tree.misuse));
    }

    /** Whether a step just looks something up by its name, and so makes nothing new. */
    static boolean isLookup(Symbol symbol) {
        Object type = TYPE.get(symbol);
        return "name".equals(type) || "variable".equals(type);
    }

    private void visit(@Nullable Object part, int level) {
        switch (part) {
            case Symbol symbol -> visit(symbol, level);
            case List<?> list -> list.forEach(member -> visit(member, level));
            case Object[] array -> {
                for (Object member : array) {
                    visit(member, level);
                }
            }
            case null, default -> {}
        }
    }

    private void visit(Symbol symbol, int level) {
        if (!seen.add(symbol)) {
            return;
        }
        depth = Math.max(depth, level);
        if ("regex".equals(TYPE.get(symbol)) && VALUE.get(symbol) instanceof Pattern pattern) {
            TYPE.set(symbol, "value");
            VALUE.set(symbol, new Regex(pattern));
        }
        secret(symbol);
        for (Field field : PARTS.get(symbol.getClass())) {
            try {
                visit(field.get(symbol), level + 1);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("JSONata's syntax tree can't be read", e);
            }
        }
    }

    /**
     * A path that begins with {@code secrets}, wherever it stands. Whoever writes it in any way this does not see gets
     * nothing: the secrets are not among the values.
     */
    private void secret(Symbol path) {
        if (!"path".equals(TYPE.get(path))
                || !(STEPS.get(path) instanceof List<?> steps)
                || !(steps.getFirst() instanceof Symbol first)
                || !isName(first)
                || !SECRETS.equals(VALUE.get(first))) {
            return;
        }
        int position = Math.max(0, (int) POSITION.get(first) - SECRETS.length());
        if (steps.size() == 2
                && path.group == null
                && isBare(first)
                && steps.get(1) instanceof Symbol second
                && isName(second)
                && isBare(second)
                && VALUE.get(second) instanceof String name) {
            TYPE.set(path, "variable");
            VALUE.set(path, SecretReferences.variable(name));
            STEPS.set(path, null);
            secrets.add(name);
            if (misuse == null) {
                firstSecret = Math.min(firstSecret, position);
            }
        } else if (misuse == null) {
            misuse = "a secret is named alone, as in secrets.TOKEN: 'secrets' at the beginning of a path stands for"
                    + " nothing else (a field of that name is $.secrets)";
            firstSecret = position;
        }
    }

    private static boolean isName(Symbol symbol) {
        return "name".equals(TYPE.get(symbol));
    }

    private static boolean isBare(Symbol step) {
        return step.stages == null
                && step.group == null
                && step.focus == null
                && step.index == null
                && PREDICATE.get(step) == null
                && !(boolean) KEEP_ARRAY.get(step);
    }

    private static List<Field> parts(Class<?> symbol) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = symbol; type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && !field.isSynthetic()) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return List.copyOf(fields);
    }
}
