/** Black-box tests: the packaged services as processes, a real Redis, and clients that write down what they see. */
@NullMarked
package io.flowcast.systemtests;

import org.jspecify.annotations.NullMarked;
