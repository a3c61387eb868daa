/**
 * A real browser, for tests of what pages do with the streams and of the pages themselves. {@link BrowserExtension} starts one for
 * all classes that name it; each test opens {@link View}s of its own. Playwright's objects belong to the thread that made them, the
 * tests' own: conditions are awaited in that thread ({@code pollInSameThread()}, or {@link View#await}).
 */
@NullMarked
package io.flowcast.systemtests.browser;

import org.jspecify.annotations.NullMarked;
