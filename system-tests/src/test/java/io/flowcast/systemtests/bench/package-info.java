/** That the benchmarks still run: a short run of each, whose figures nobody looks at. */
@NullMarked
package io.flowcast.systemtests.bench;

import org.jspecify.annotations.NullMarked;
