/** The rules, each with where it is written and a check of its own, and what comes of them. */
@NullMarked
package io.flowcast.conformance.rule;

import org.jspecify.annotations.NullMarked;
