package io.flowcast.stack.redis.scripts;

/** What tells whether anything in a Redis has changed. */
public final class KeyDigests {
    /** A script without keys and arguments that answers every key and a digest of what it holds, one after the other. */
    public static final String SCRIPT = """
            local function content(key)
              local kind, parts = redis.call('TYPE', key).ok, {}
              if kind == 'hash' then
                local flat = redis.call('HGETALL', key)
                for i = 1, #flat, 2 do
                  parts[#parts + 1] = #flat[i] .. ' ' .. flat[i] .. flat[i + 1]
                end
              elseif kind == 'set' then
                parts = redis.call('SMEMBERS', key)
              else
                return redis.call('DUMP', key) or ''
              end
              -- In an order of their own: as they are kept, it changes while they are only read.
              table.sort(parts)
              return kind .. table.concat(parts, '\\n')
            end
            local found, cursor = {}, '0'
            repeat
              local page = redis.call('SCAN', cursor, 'COUNT', 1000)
              cursor = page[1]
              for _, key in ipairs(page[2]) do
                found[#found + 1] = key
                found[#found + 1] = redis.sha1hex(content(key))
              end
            until cursor == '0'
            return found
            """;

    private KeyDigests() {}
}
