package io.flowcast.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.flowcast.cli");

    @Test
    void whatIsShownKnowsNothingOfWhereItComesFrom() {
        noClasses()
                .that()
                .resideInAPackage("io.flowcast.cli.view")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.flowcast.cli.command",
                        "io.flowcast.cli.http",
                        "io.flowcast.cli.stream",
                        "java.net..",
                        "com.fasterxml.jackson.databind..",
                        "picocli..")
                .check(CLASSES);
    }

    @Test
    void whatComesKnowsNothingOfWhoAsked() {
        noClasses()
                .that()
                .resideInAnyPackage("io.flowcast.cli.http", "io.flowcast.cli.stream")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.flowcast.cli.command", "io.flowcast.cli.view", "picocli..")
                .check(CLASSES);
    }
}
