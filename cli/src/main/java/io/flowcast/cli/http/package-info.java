/** The HTTP API as seen from here: requests, and answers as values. May touch the JDK's HTTP client and Jackson. */
@NullMarked
package io.flowcast.cli.http;

import org.jspecify.annotations.NullMarked;
