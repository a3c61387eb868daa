package io.flowcast.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Who may call, and what with. The same in all gateways and executors of a cluster. */
@ConfigMapping(prefix = "flowcast.auth")
public interface AuthConfig {

    /**
     * Whether callers have to show who they are. While it is off, whoever reaches the port may do everything; then none of
     * the other settings may be there, so that nobody believes it is on.
     */
    @WithDefault("false")
    boolean enabled();

    /** Where the issuer publishes the keys (JWK Set) with which it signs tokens. Either this or `key-file`. HTTPS, unless it is on this machine. */
    Optional<URI> jwksUrl();

    /** A file with the keys with which tokens are signed: public keys or certificates in PEM, or a JWK Set. */
    Optional<Path> keyFile();

    /** Which issuer tokens must name (`iss`). */
    Optional<String> issuer();

    /** Which audience tokens must name (`aud`): that of this API, so that a token for another service is none for this one. */
    Optional<String> audience();

    /** How tokens may be signed. Only by key pairs: a secret that a verifier shares would let it make tokens. */
    @WithDefault("RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
    Set<String> algorithms();

    /** By how much clocks may differ: so much longer a token is good. At most 5 minutes. */
    @WithDefault("30s")
    Duration clockSkew();

    /** How often keys are read again, also from a file. A token with a key that is not among them has them read at once, at most every ten seconds. From a second. */
    @WithDefault("10m")
    Duration keysRefresh();

    /** How long keys are used that can't be read again; then no token is accepted, and the service is not ready. */
    @WithDefault("24h")
    Duration keysMaxAge();

    /** The claim that names a caller. Inside an object: the way to it, with slashes. */
    @WithDefault("sub")
    String subjectClaim();

    /** The claim that names a caller's tenant. With it executions belong to the tenant, else to the subject alone; a token without the claim is refused. */
    Optional<String> tenantClaim();

    /** The claim that holds a caller's roles: a list, or words in one text, such as `scope` or `realm_access/roles`. */
    @WithDefault("roles")
    String rolesClaim();

    /** Roles that may look at executions of their own, at definitions and node types; `*` for everybody with a good token. */
    @WithDefault("*")
    Set<String> viewRoles();

    /** Roles that may look at everybody's executions. */
    @WithDefault("flowcast-auditor")
    Set<String> viewAllRoles();

    /** Roles that may start executions, and signal, pause, resume, cancel, retry and rerun their own. */
    @WithDefault("flowcast-operator")
    Set<String> operateRoles();

    /** Roles that may do so with everybody's, and look at them. */
    @WithDefault("flowcast-admin")
    Set<String> operateAllRoles();

    /** Roles that may put, delete and validate definitions. */
    @WithDefault("flowcast-author")
    Set<String> defineRoles();
}
