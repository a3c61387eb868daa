package io.flowcast.cli.view;

/** Of a terminal. */
public record Size(int rows, int columns) {
    static final Size UNKNOWN = new Size(24, 80);
}
