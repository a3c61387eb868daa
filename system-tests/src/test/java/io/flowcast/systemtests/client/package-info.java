/**
 * What a client of Flowcast does, on the JDK's HttpClient alone: commands, reads, and streams that are recorded.
 */
@NullMarked
package io.flowcast.systemtests.client;

import org.jspecify.annotations.NullMarked;
