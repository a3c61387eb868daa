/**
 * What is shown: events as lines or JSON, the state of an execution as a screen that is redrawn in place, tables. Rendering is plain:
 * state, time and size in, lines out. Knows nothing of HTTP.
 */
@NullMarked
package io.flowcast.cli.view;

import org.jspecify.annotations.NullMarked;
