package io.flowcast.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a caller may do. Which roles give it is configured. */
public enum Permission {
    /** Look at executions of one's own, at definitions and node types. */
    VIEW,
    /** Look at everybody's executions. */
    VIEW_ALL,
    /** Start executions, and command one's own. */
    OPERATE,
    /** Command everybody's executions. */
    OPERATE_ALL,
    /** Put and delete definitions. */
    DEFINE;

    /** With all that it implies. */
    Set<Permission> closure() {
        return switch (this) {
            case VIEW -> EnumSet.of(VIEW);
            case VIEW_ALL -> EnumSet.of(VIEW, VIEW_ALL);
            case OPERATE -> EnumSet.of(VIEW, OPERATE);
            case OPERATE_ALL -> EnumSet.of(VIEW, VIEW_ALL, OPERATE, OPERATE_ALL);
            case DEFINE -> EnumSet.of(VIEW, DEFINE);
        };
    }

    /** As the API shows it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
