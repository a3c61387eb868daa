package io.flowcast.executor.store;

import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A section of what <a href="https://redis.io/docs/latest/commands/info/">INFO</a> answers. */
record RedisInfo(Map<String, String> fields) {

    static RedisInfo of(@Nullable Response answer) {
        return new RedisInfo(String.valueOf(answer)
                .lines()
                .filter(line -> line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first)));
    }

    /** Empty where it is not there. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** Not a number where it is not there. */
    double number(String name) {
        String value = field(name);
        return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }
}
