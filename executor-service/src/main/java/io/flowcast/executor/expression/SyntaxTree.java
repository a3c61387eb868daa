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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed expression as JSONata keeps it. Its parts are not public: this class reads them, so as to put {@link Regex} in
 * the place of every regular expression, and to know what a step is.
 */
final class SyntaxTree {
    private static final VarHandle ROOT;
    private static final VarHandle TYPE;
    private static final VarHandle VALUE;
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
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Set<Symbol> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int depth;

    private SyntaxTree() {}

    /**
     * Makes the regular expressions of a parsed expression ones that can be stopped.
     *
     * @return how deep the tree nests
     */
    static int prepare(Jsonata parsed) {
        SyntaxTree tree = new SyntaxTree();
        tree.visit(ROOT.get(parsed), 1);
        return tree.depth;
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
        for (Field field : PARTS.get(symbol.getClass())) {
            try {
                visit(field.get(symbol), level + 1);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("JSONata's syntax tree can't be read", e);
            }
        }
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
