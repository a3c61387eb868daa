/** The pages in a real browser, used as people use them. */
@NullMarked
package io.flowcast.systemtests.pages;

import org.jspecify.annotations.NullMarked;
