package io.flowcast.stack.backend;

import org.jspecify.annotations.Nullable;

/**
 * One request that came in.
 *
 * @param idempotencyKey as the caller sent it, null where it sent none
 * @param status what was answered
 * @param answer the body of the answer
 * @param replayed whether the answer was that of an earlier call with the same key, without a second effect
 */
public record Call(
        String method, String path, @Nullable String idempotencyKey, int status, String answer, boolean replayed) {}
