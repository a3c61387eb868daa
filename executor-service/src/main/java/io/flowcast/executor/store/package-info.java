/**
 * Where executions live: the port that the engine writes through, and its Redis side, whose every step is one script.
 * The port knows an execution as the fields of its hash; what they mean is the engine's business.
 */
@NullMarked
package io.flowcast.executor.store;

import org.jspecify.annotations.NullMarked;
