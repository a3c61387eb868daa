package io.flowcast.access;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens (JWT, RFC 7519, in the manner of RFC 8725): signature by a key pair, issuer, audience, time. Good ones
 * are remembered for a moment. Thread-safe; {@link #verify} may block while keys are read, {@link #known} never does.
 */
public final class Tokens {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final int REMEMBERED = 10_000;
    private static final long REMEMBERED_MILLIS = 60_000;

    private record Known(Caller caller, long until) {}

    private final AuthConfig config;
    private final InstantSource clock;
    private final Keys keys;
    private final Claims claims;
    private final long skewMillis;
    /** Guarded by itself; the least recently used first. */
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    private Tokens(AuthConfig config, InstantSource clock, Keys.Source source) {
        this.config = config;
        this.clock = clock;
        this.keys = new Keys(source, clock, config.keysRefresh(), config.keysMaxAge());
        this.claims = new Claims(config);
        this.skewMillis = config.clockSkew().toMillis();
    }

    /**
     * As configured.
     *
     * @throws IOException where a file has no keys; an issuer out of reach is tried again
     */
    static Tokens of(AuthConfig config, InstantSource clock) throws IOException {
        if (config.keyFile().isPresent()) {
            Keys.Source file = KeySources.file(config.keyFile().get());
            file.read();
            return new Tokens(config, clock, file);
        }
        return new Tokens(config, clock, KeySources.url(config.jwksUrl().orElseThrow()));
    }

    /** Whether there are keys; else no token can be told to be good. */
    public boolean ready() {
        return keys.present();
    }

    /** How long ago the keys were read, in seconds; not a number where they never were. */
    public double keysAge() {
        return keys.age();
    }

    /** Has the keys ready before somebody waits for them. Blocks. */
    public void refresh() {
        keys.refresh();
    }

    /** The caller of a token that was verified a moment ago; else null. */
    public @Nullable Caller known(String token) {
        Known found;
        synchronized (known) {
            found = known.get(token);
        }
        return found != null && clock.millis() < found.until() ? found.caller() : null;
    }

    public Verification verify(String token) {
        Caller before = known(token);
        if (before != null) {
            return new Verification.Valid(before);
        }
        if (token.length() > MAX_LENGTH) {
            return new Verification.Invalid("the token is too long");
        }
        Verification verification = examine(token);
        if (verification instanceof Verification.Valid(Caller caller)) {
            long until = Math.min(caller.expiresAt(), clock.millis() + REMEMBERED_MILLIS);
            synchronized (known) {
                known.put(token, new Known(caller, until));
            }
        }
        return verification;
    }

    private Verification examine(String token) {
        try {
            JwtClaims found = consumer().processToClaims(token);
            long expiresAt = found.getExpirationTime().getValueInMillis() + skewMillis;
            return claims.caller(found.getClaimsMap(), expiresAt);
        } catch (InvalidJwtException e) {
            return e.getCause() instanceof Keys.Missing
                    ? new Verification.Unavailable()
                    : new Verification.Invalid(why(e));
        } catch (MalformedClaimException | RuntimeException e) {
            return new Verification.Invalid("the token cannot be read");
        }
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, config.algorithms().toArray(String[]::new))
                .setVerificationKeyResolver(keys)
                .setExpectedIssuer(true, config.issuer().orElseThrow())
                .setExpectedAudience(true, config.audience().orElseThrow())
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setAllowedClockSkewInSeconds((int) config.clockSkew().toSeconds())
                .build();
    }

    private static String why(InvalidJwtException e) {
        List<Integer> codes = e.getErrorDetails().stream()
                .map(ErrorCodeValidator.Error::getErrorCode)
                .toList();
        if (codes.contains(ErrorCodes.EXPIRED)) {
            return "the token has expired";
        }
        if (codes.contains(ErrorCodes.AUDIENCE_INVALID) || codes.contains(ErrorCodes.AUDIENCE_MISSING)) {
            return "the token is for another audience";
        }
        if (codes.contains(ErrorCodes.ISSUER_INVALID) || codes.contains(ErrorCodes.ISSUER_MISSING)) {
            return "the token is of another issuer";
        }
        return "the token is not good";
    }
}
