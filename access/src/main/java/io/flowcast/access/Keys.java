package io.flowcast.access;

import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which tokens are signed, read again from time to time, and at once for a token that none of them fits: so the
 * issuer may change them whenever it likes. Thread-safe; blocks while it reads.
 */
final class Keys implements VerificationKeyResolver {
    private static final Logger LOG = Logger.getLogger(Keys.class);
    /** So that tokens with made-up keys do not load the issuer. */
    private static final Duration BETWEEN_READS = Duration.ofSeconds(10);

    /** Where keys come from. */
    interface Source {
        /**
         * Reads them.
         *
         * @throws IOException where they cannot be had, or are none
         */
        List<JsonWebKey> read() throws IOException;
    }

    /** There is no key at all: it cannot be said whether a token is good. */
    static final class Missing extends UnresolvableKeyException {
        private static final long serialVersionUID = 1L;

        Missing() {
            super("the keys with which tokens are signed cannot be had");
        }
    }

    private record Read(List<JsonWebKey> keys, long at) {}

    private final Source source;
    private final InstantSource clock;
    private final long refreshMillis;
    private final long maxAgeMillis;
    private final ReentrantLock reading = new ReentrantLock();

    private volatile @Nullable Read last;
    /** Guarded by {@code reading}. */
    private long triedAt = Long.MIN_VALUE;

    Keys(Source source, InstantSource clock, Duration refresh, Duration maxAge) {
        this.source = source;
        this.clock = clock;
        this.refreshMillis = refresh.toMillis();
        this.maxAgeMillis = maxAge.toMillis();
    }

    /** Whether there are keys to verify with. */
    boolean present() {
        Read read = last;
        return read != null && clock.millis() - read.at() < maxAgeMillis;
    }

    /** How long ago they were read, in seconds; not a number where they never were. */
    double age() {
        Read read = last;
        return read == null ? Double.NaN : (clock.millis() - read.at()) / 1_000.0;
    }

    /** Reads them where they are not there, or too old; failures are logged. */
    void refresh() {
        Read read = last;
        if (read == null || clock.millis() - read.at() >= refreshMillis) {
            readAgain(read);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it was read again
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        refresh();
        Read read = last;
        if (read == null || !present()) {
            throw new Missing();
        }
        try {
            return resolve(read, signature, nesting);
        } catch (UnresolvableKeyException unknown) {
            readAgain(read);
            Read again = last;
            if (again == null || again == read) {
                throw unknown;
            }
            return resolve(again, signature, nesting);
        }
    }

    private static Key resolve(Read read, JsonWebSignature signature, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        String wanted = signature.getKeyIdHeaderValue();
        List<JsonWebKey> candidates =
                read.keys().stream().map(key -> named(key, wanted)).toList();
        JwksVerificationKeyResolver resolver = new JwksVerificationKeyResolver(candidates);
        resolver.setDisambiguateWithVerifySignature(true);
        return resolver.resolveKey(signature, nesting);
    }

    /** A key without an id, such as one in PEM, may be whichever a token names: its signature tells. */
    private static JsonWebKey named(JsonWebKey key, @Nullable String wanted) {
        if (wanted == null || key.getKeyId() != null) {
            return key;
        }
        try {
            JsonWebKey copy = JsonWebKey.Factory.newJwk(key.toJson());
            copy.setKeyId(wanted);
            return copy;
        } catch (JoseException e) {
            throw new IllegalStateException("a key that was read before cannot be read", e);
        }
    }

    /** Unless somebody has meanwhile, or has just tried. */
    @SuppressWarnings("ReferenceEquality") // it is that very reading which did not do
    private void readAgain(@Nullable Read insufficient) {
        reading.lock();
        try {
            long now = clock.millis();
            if (last != insufficient || (triedAt != Long.MIN_VALUE && now - triedAt < BETWEEN_READS.toMillis())) {
                return;
            }
            triedAt = now;
            last = new Read(source.read(), clock.millis());
        } catch (IOException e) {
            LOG.warnf("the keys with which tokens are signed cannot be read: %s", e.getMessage());
        } finally {
            reading.unlock();
        }
    }
}
