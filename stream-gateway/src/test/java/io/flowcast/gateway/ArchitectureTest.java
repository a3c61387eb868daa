package io.flowcast.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.flowcast.gateway");

    @Test
    void theHubsArePlainJava() {
        classes()
                .that()
                .resideInAPackage("io.flowcast.gateway.hub")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.flowcast.events",
                        "io.flowcast.gateway.hub",
                        "io.flowcast.gateway.log")
                .check(GATEWAY);
    }

    @Test
    void onlyTheEdgeOfTheLogTouchesRedis() {
        noClasses()
                .that()
                .resideInAPackage("io.flowcast.gateway.log")
                .and()
                .haveSimpleNameNotStartingWith("Redis")
                .and()
                .doNotHaveSimpleName("Summaries")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.quarkus..", "io.flowcast.gateway.redis")
                .check(GATEWAY);
    }

    @Test
    void theSubscriptionsBookkeepingIsPlainJava() {
        noClasses()
                .that()
                .haveSimpleName("Watches")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.quarkus..")
                .check(GATEWAY);
    }

    @Test
    void theGatewayKnowsTheContractAndNothingOfTheExecutor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.flowcast.executor..", "io.flowcast.stack..")
                .check(GATEWAY);
    }
}
