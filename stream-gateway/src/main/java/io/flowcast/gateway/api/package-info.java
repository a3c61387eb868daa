/**
 * What all answers have in common: problems, and where the root leads.
 */
@NullMarked
package io.flowcast.gateway.api;

import org.jspecify.annotations.NullMarked;
