/** The packaged services as child processes: how each kind is started, and when it is ready. */
@NullMarked
package io.flowcast.stack.service;

import org.jspecify.annotations.NullMarked;
