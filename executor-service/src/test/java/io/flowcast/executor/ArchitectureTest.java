package io.flowcast.executor;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What may depend on what: the shape of the packages is the way of the data. */
class ArchitectureTest {

    private static final String ROOT = "io.flowcast.executor.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.flowcast.executor");

    @Test
    void theDecisionsKnowNoFrameworkAndNoRedis() {
        noClasses()
                .that()
                .haveFullyQualifiedName(ROOT + "engine.Transition")
                .or()
                .haveFullyQualifiedName(ROOT + "engine.NodeMoves")
                .or()
                .haveFullyQualifiedName(ROOT + "engine.Draft")
                .or()
                .haveFullyQualifiedName(ROOT + "engine.ExecutionState")
                .or()
                .haveFullyQualifiedName(ROOT + "definition.Graph")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..", "com.fasterxml..", ROOT + "store..")
                .check(CLASSES);
    }

    @Test
    void onlyTheClassesNamedForRedisSpeakToIt() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "store..", ROOT + "definition..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.redis..", "io.vertx.mutiny.redis..", "io.quarkus.redis..")
                .check(CLASSES);
    }

    @Test
    void nodeTypesKnowNeitherEngineNorStore() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "node..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "engine..", ROOT + "store..", ROOT + "claim..", ROOT + "api..")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheApiOrOnClaiming() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + "api..", ROOT + "claim..")
                .should()
                .onlyHaveDependentClassesThat(resideInAnyPackage(ROOT + "api..", ROOT + "claim..")
                        // Looks at all settings before anything else does.
                        .or(name(ROOT + "SettingsAtStart")))
                .check(CLASSES);
    }

    @Test
    void theStoreKnowsFieldsAndNotWhatTheyMean() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "engine..", ROOT + "definition..", ROOT + "node..", ROOT + "expression..")
                .check(CLASSES);
    }

    /** So that an executor whose clock is an hour off does nothing else than the others. */
    @Test
    void theTimeIsThatOfTheClusterAndNotOfThisMachine() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "store.RedisClock")
                .and()
                // Compares with the times of files, which are this machine's.
                .doNotHaveFullyQualifiedName(ROOT + "secret.MountedSecrets$Stamp")
                .and()
                // Tokens are dated by whoever issues them; they are looked at also while Redis is away.
                .doNotHaveFullyQualifiedName(ROOT + "auth.Callers")
                .and()
                // For tests and tools that have no cluster.
                .doNotHaveFullyQualifiedName(ROOT + "expression.Expressions")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(target(owner(assignableTo(Instant.class))).and(target(name("now"))))
                .orShould()
                .callMethodWhere(
                        target(owner(assignableTo(InstantSource.class))).and(target(name("system"))))
                .check(CLASSES);
    }

    /** Webhooks show that they know a secret instead. */
    @Test
    void whateverAnswersAsksWhoCalls() {
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .and()
                .doNotHaveSimpleName("HookResource")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + "auth.Callers")
                .check(CLASSES);
    }
}
