package io.flowcast.redis;

import io.vertx.redis.client.Redis;

/**
 * One that can be asked.
 *
 * @param address tells it from others; empty where there are no others
 * @param client makes connections to it
 */
public record Server(String address, Redis client) {}
