/** The command line as people and scripts use it: a process of its own, its output, its exit status. */
@NullMarked
package io.flowcast.systemtests.cli;

import org.jspecify.annotations.NullMarked;
