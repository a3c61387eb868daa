/** What can be typed: a class each, in picocli's annotations, and what they have in common. */
@NullMarked
package io.flowcast.cli.command;

import org.jspecify.annotations.NullMarked;
