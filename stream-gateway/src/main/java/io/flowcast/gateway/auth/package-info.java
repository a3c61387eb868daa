/**
 * Who calls and what they may see. {@link Gate} lets requests in, {@link Callers} says who it is, {@link Access} whether an
 * execution is there for them, {@link Admission} how long a stream of theirs may last. Whatever answers a request asks
 * {@link Callers}, which refuses where nobody was let in: what forgets to ask shows up in the tests, and what asks is safe.
 */
@NullMarked
package io.flowcast.gateway.auth;

import org.jspecify.annotations.NullMarked;
