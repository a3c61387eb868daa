package io.flowcast.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.flowcast.stack");

    @Test
    void theLauncherNeedsNeitherQuarkusNorTheServices() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.flowcast.executor..", "io.flowcast.gateway..")
                .check(CLASSES);
    }

    @Test
    void processesKnowNothingOfWhatRunsInThem() {
        noClasses()
                .that()
                .resideInAPackage("io.flowcast.stack.process")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.flowcast.stack",
                        "io.flowcast.stack.redis",
                        "io.flowcast.stack.service",
                        "io.flowcast.stack.backend",
                        "io.flowcast.stack.up")
                .check(CLASSES);
    }
}
