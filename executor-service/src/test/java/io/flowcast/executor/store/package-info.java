/** Tests of the store, and the in-memory one that other tests stand on. */
@NullMarked
package io.flowcast.executor.store;

import org.jspecify.annotations.NullMarked;
