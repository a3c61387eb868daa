/**
 * What a workflow is: the model, its reading from YAML or JSON with the position of every error, and the versions that
 * Redis holds. The model is plain Java; only the classes named for it touch Redis or files.
 */
@NullMarked
package io.flowcast.executor.definition;

import org.jspecify.annotations.NullMarked;
