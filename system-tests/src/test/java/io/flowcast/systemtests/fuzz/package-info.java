/**
 * Requests that nobody would send in good faith: made of the served OpenAPI document and hostile values, or broken as HTTP. What
 * comes back is judged, and what is stored is compared.
 */
@NullMarked
package io.flowcast.systemtests.fuzz;

import org.jspecify.annotations.NullMarked;
