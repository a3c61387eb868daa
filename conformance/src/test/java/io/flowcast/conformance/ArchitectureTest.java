package io.flowcast.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.flowcast.conformance");

    @Test
    void itKnowsNothingOfFlowcast() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.flowcast.conformance..",
                        "java..",
                        "javax.net.ssl",
                        "org.jspecify..",
                        "picocli..",
                        "io.netty..")
                .check(CLASSES);
    }

    @Test
    void streamsAreReadWithoutANetwork() {
        classes()
                .that()
                .resideInAPackage("io.flowcast.conformance.stream")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.flowcast.conformance.stream",
                        "java.lang..",
                        "java.io",
                        "java.nio..",
                        "java.util..",
                        "org.jspecify..")
                .check(CLASSES);
    }
}
