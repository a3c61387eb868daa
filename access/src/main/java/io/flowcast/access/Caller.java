package io.flowcast.access;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param subject the token's subject, for people to read
 * @param owner to whom belongs what they start: {@code user:<subject>} or {@code tenant:<tenant>}
 * @param permissions all of them, also those that others imply
 * @param expiresAt epoch milliseconds at which what they showed is no longer good for anything
 */
public record Caller(String subject, String owner, Set<Permission> permissions, long expiresAt) {

    /** Owner of what nobody in particular started: everybody, while authentication is off, and triggers. No token makes it. */
    public static final String ANYBODY = "anybody";

    /** Stands for every owner where a step asks for one. No token makes it. */
    public static final String ANY_OWNER = "*";

    /** Whoever it is, while authentication is off. */
    public static final Caller EVERYBODY =
            new Caller(ANYBODY, ANYBODY, EnumSet.allOf(Permission.class), Long.MAX_VALUE);

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /**
     * Whether an execution of this owner is there for them to see. One that is not is treated as one that does not exist.
     *
     * @param executionOwner null where there is no such execution
     */
    public boolean sees(@Nullable String executionOwner) {
        return may(Permission.VIEW_ALL) || (may(Permission.VIEW) && owner.equals(executionOwner));
    }

    /** Of whom they see executions; null for of everybody. */
    public @Nullable String seesOnly() {
        return may(Permission.VIEW_ALL) ? null : owner;
    }

    /**
     * Whether they may command an execution of this owner.
     *
     * @param executionOwner null where there is no such execution
     */
    public boolean commands(@Nullable String executionOwner) {
        return executionOwner != null
                && (may(Permission.OPERATE_ALL) || (may(Permission.OPERATE) && owner.equals(executionOwner)));
    }

    /** The owner whose executions they may command, or {@link #ANY_OWNER}. */
    public String commands() {
        return may(Permission.OPERATE_ALL) ? ANY_OWNER : owner;
    }
}
