package io.flowcast.access;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a caller of the claims of a token that is genuine. Thread-safe. */
final class Claims {
    private static final String EVERYBODY = "*";
    /** Names go into Redis' keys and into logs. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cf}]{1,255}");

    private final String subjectClaim;
    private final Optional<String> tenantClaim;
    private final String rolesClaim;
    private final Map<Permission, Set<String>> roles = new EnumMap<>(Permission.class);

    Claims(AuthConfig config) {
        subjectClaim = config.subjectClaim();
        tenantClaim = config.tenantClaim();
        rolesClaim = config.rolesClaim();
        roles.put(Permission.VIEW, config.viewRoles());
        roles.put(Permission.VIEW_ALL, config.viewAllRoles());
        roles.put(Permission.OPERATE, config.operateRoles());
        roles.put(Permission.OPERATE_ALL, config.operateAllRoles());
        roles.put(Permission.DEFINE, config.defineRoles());
    }

    /** @param expiresAt epoch milliseconds */
    Verification caller(Map<String, Object> claims, long expiresAt) {
        String subject = name(at(claims, subjectClaim));
        if (subject == null) {
            return new Verification.Invalid("the token names no subject");
        }
        String owner = "user:" + subject;
        if (tenantClaim.isPresent()) {
            String tenant = name(at(claims, tenantClaim.get()));
            if (tenant == null) {
                return new Verification.Invalid("the token names no tenant");
            }
            owner = "tenant:" + tenant;
        }
        return new Verification.Valid(
                new Caller(subject, owner, permissions(words(at(claims, rolesClaim))), expiresAt));
    }

    private Set<Permission> permissions(Set<String> held) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        roles.forEach((permission, names) -> {
            if (names.contains(EVERYBODY) || names.stream().anyMatch(held::contains)) {
                permissions.addAll(permission.closure());
            }
        });
        return permissions;
    }

    /** The claim of this very name, or else what the way through objects leads to. */
    private static @Nullable Object at(Map<String, Object> claims, String path) {
        Object value = claims.get(path);
        if (value != null) {
            return value;
        }
        value = claims;
        for (String step : path.split("/", -1)) {
            if (!(value instanceof Map<?, ?> object)) {
                return null;
            }
            value = object.get(step);
        }
        return value;
    }

    private static @Nullable String name(@Nullable Object claim) {
        return claim instanceof String text && NAME.matcher(text).matches() ? text : null;
    }

    private static Set<String> words(@Nullable Object claim) {
        Set<String> words = new HashSet<>();
        if (claim instanceof String text) {
            words.addAll(List.of(text.trim().split("\\s+")));
        } else if (claim instanceof Collection<?> list) {
            list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .forEach(words::add);
        }
        return words;
    }
}
