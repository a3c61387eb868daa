package io.flowcast.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Whether the settings make sense together: half of them is worse than none, for somebody believes that they protect. */
public final class Settings {
    static final String PREFIX = "flowcast.auth.";
    /** What it sets in every container where there is a service of the name flowcast-auth. */
    private static final String OF_KUBERNETES = "(?i)flowcast.auth.(service|port)[._].*|(?i)flowcast.auth.port";

    private static final Duration MAX_SKEW = Duration.ofMinutes(5);
    private static final Set<String> SIGNATURES =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    private Settings() {}

    /** What they come to. */
    public sealed interface Outcome {
        record Off() implements Outcome {}

        record On(Tokens tokens) implements Outcome {}

        /**
         * They make no sense.
         *
         * @param why in one sentence; the service must not start
         */
        record Mistaken(String why) implements Outcome {}
    }

    /**
     * Reads them.
     *
     * @param all where to look for settings that are none
     */
    public static Outcome read(AuthConfig config, Config all, InstantSource clock) {
        Set<String> given = StreamSupport.stream(all.getPropertyNames().spliterator(), false)
                .filter(name -> propertyName(name).startsWith(PREFIX))
                .filter(name -> !name.matches(OF_KUBERNETES))
                .filter(name -> all.getConfigValue(name).getSourceOrdinal() > 0) // defaults lie below
                .collect(Collectors.toSet());
        Optional<String> mistake = mistake(config, given);
        if (mistake.isPresent()) {
            return new Outcome.Mistaken(mistake.get());
        }
        if (!config.enabled()) {
            return new Outcome.Off();
        }
        try {
            return new Outcome.On(Tokens.of(config, clock));
        } catch (IOException e) {
            return new Outcome.Mistaken("flowcast.auth.key-file cannot be used: " + e.getMessage() + ".");
        }
    }

    /**
     * What is wrong with them, in one sentence; empty where nothing is.
     *
     * @param given names of the properties that somebody has set
     */
    static Optional<String> mistake(AuthConfig config, Set<String> given) {
        Set<String> names = given.stream().map(Settings::propertyName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = Arrays.stream(AuthConfig.class.getMethods())
                .map(method ->
                        PREFIX + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (String name : names) {
            if (!known.contains(name.replaceAll("\\[\\d+]$", ""))) {
                return Optional.of(name + " is no setting: there are " + new TreeSet<>(known) + ".");
            }
        }
        if (!config.enabled()) {
            return names.stream()
                    .filter(name -> !name.equals(PREFIX + "enabled"))
                    .findFirst()
                    .map(name ->
                            name + " is set, but authentication is off: set flowcast.auth.enabled to true, or take "
                                    + name + " away.");
        }
        return Optional.ofNullable(incomplete(config));
    }

    private static @Nullable String incomplete(AuthConfig config) {
        if (config.jwksUrl().isPresent() == config.keyFile().isPresent()) {
            return "flowcast.auth.enabled needs the keys of the tokens' issuer: set either flowcast.auth.jwks-url or"
                    + " flowcast.auth.key-file.";
        }
        if (config.issuer().map(String::isBlank).orElse(true)) {
            return "flowcast.auth.enabled needs flowcast.auth.issuer: the iss that tokens must have.";
        }
        if (config.audience().map(String::isBlank).orElse(true)) {
            return "flowcast.auth.enabled needs flowcast.auth.audience: the aud that tokens must have.";
        }
        Optional<URI> url = config.jwksUrl().filter(where -> !trustworthy(where));
        if (url.isPresent()) {
            return "flowcast.auth.jwks-url must be an https URL: keys that come another way can be replaced on it.";
        }
        Set<String> unknown = new TreeSet<>(config.algorithms());
        unknown.removeAll(SIGNATURES);
        if (!unknown.isEmpty() || config.algorithms().isEmpty()) {
            return "flowcast.auth.algorithms must name some of " + new TreeSet<>(SIGNATURES) + ", and not " + unknown
                    + ".";
        }
        if (config.clockSkew().isNegative() || config.clockSkew().compareTo(MAX_SKEW) > 0) {
            return "flowcast.auth.clock-skew must be from 0 to 5 minutes.";
        }
        if (config.keysRefresh().compareTo(Duration.ofSeconds(1)) < 0) {
            return "flowcast.auth.keys-refresh must be at least a second.";
        }
        if (config.keysMaxAge().compareTo(config.keysRefresh()) <= 0) {
            return "flowcast.auth.keys-max-age must be longer than flowcast.auth.keys-refresh.";
        }
        return null;
    }

    private static boolean trustworthy(URI url) {
        String scheme = url.getScheme();
        String host = url.getHost();
        if (scheme == null || host == null) {
            return false;
        }
        return scheme.equalsIgnoreCase("https") || (scheme.equalsIgnoreCase("http") && loopback(host));
    }

    private static boolean loopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return host.matches("[0-9.]+|\\[.*]") && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Of a variable of the environment the property that it sets. */
    private static String propertyName(String name) {
        return name.startsWith("FLOWCAST_AUTH_")
                ? PREFIX
                        + name.substring(PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-')
                : name;
    }
}
