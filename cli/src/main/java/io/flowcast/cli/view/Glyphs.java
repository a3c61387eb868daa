package io.flowcast.cli.view;

import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeStatus;

/** The signs of a screen: of Unicode, or of ASCII for terminals that have no more. All of a status are one column wide. */
record Glyphs(String spinner, String signs, String fork, String lastFork, String rail, String ellipsis, String dot) {

    static final Glyphs UNICODE = new Glyphs("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "·○↻✓✗–⊘", "├─ ", "└─ ", "│  ", "…", " · ");
    static final Glyphs ASCII = new Glyphs("|/-\\", ".orv!-c", "|- ", "`- ", "|  ", "...", ", ");

    private static final long FRAME_MILLIS = 100;

    String of(NodeStatus status, long now) {
        return switch (status) {
            case PENDING -> sign(0);
            case RUNNING -> spinning(now);
            case WAITING -> sign(1);
            case RETRYING -> sign(2);
            case COMPLETED -> sign(3);
            case FAILED -> sign(4);
            case SKIPPED -> sign(5);
            case CANCELLED -> sign(6);
        };
    }

    String of(ExecutionStatus status, long now) {
        return switch (status) {
            case PENDING -> sign(0);
            case RUNNING -> spinning(now);
            case WAITING, PAUSED -> sign(1);
            case COMPLETED -> sign(3);
            case FAILED -> sign(4);
            case CANCELLED -> sign(6);
        };
    }

    static Style style(NodeStatus status) {
        return switch (status) {
            case PENDING, SKIPPED -> Style.DIM;
            case RUNNING -> Style.CYAN;
            case WAITING, RETRYING, CANCELLED -> Style.YELLOW;
            case COMPLETED -> Style.GREEN;
            case FAILED -> Style.RED;
        };
    }

    static Style style(ExecutionStatus status) {
        return switch (status) {
            case PENDING -> Style.DIM;
            case RUNNING -> Style.CYAN;
            case WAITING, PAUSED, CANCELLED -> Style.YELLOW;
            case COMPLETED -> Style.GREEN;
            case FAILED -> Style.RED;
        };
    }

    private String spinning(long now) {
        int frame = (int) Math.floorMod(now / FRAME_MILLIS, (long) spinner.length());
        return spinner.substring(frame, frame + 1);
    }

    private String sign(int index) {
        return signs.substring(index, index + 1);
    }
}
