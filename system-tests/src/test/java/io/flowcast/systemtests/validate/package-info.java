/**
 * The promises, each a named validator over a recorded history, with tests of the histories that must fail.
 */
@NullMarked
package io.flowcast.systemtests.validate;

import org.jspecify.annotations.NullMarked;
