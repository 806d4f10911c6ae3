package org.platformnetwork.termexecutor;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.doctor.DoctorCommand;
import org.platformnetwork.termexecutor.settings.ConfigCommand;
import org.platformnetwork.termexecutor.store.BackupCommand;
import org.platformnetwork.termexecutor.whitelist.ValidatorsCommand;
import org.springframework.boot.context.properties.ConfigurationProperties;

class ArchitectureTests {

    private static final int MAX_LINES = 300;
    private static final int MAX_LINES_OF_TESTS = 400;
    private static final int MAX_VALUES = 7;

    /** What is written as JSON under the names of its members, and settings: read by name. */
    private static final Set<String> DOCUMENTS =
            Set.of(
                    "BatchView",
                    "Candidate",
                    "Data",
                    "ExecutionProof",
                    "ImageSettings",
                    "Instance",
                    "LineView",
                    "LogEntry",
                    "PhaseReport",
                    "PhaseView",
                    "PipelineSettings",
                    "Status",
                    "Stored",
                    "SubmitResponse",
                    "TaskResult",
                    "TaskVerdict",
                    "TaskView",
                    "VerdictDocument");

    private static final int MAX_TYPES = 28;
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(TermExecutorApplication.class.getPackageName());

    private static final JavaClasses TESTS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                    .importPackages(TermExecutorApplication.class.getPackageName());

    /** What takes seconds to start. */
    private static final Set<String> SLOW =
            Set.of(
                    "RunningService",
                    "ServiceProcess",
                    "TemporalServer",
                    "RoleProcess",
                    "OwnProcess",
                    "PostgresServer",
                    "Playwright",
                    "GenericContainer");

    @Test
    void programsAreStartedInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..process")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ProcessBuilder.class.getName())
                .orShould()
                .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec"))))
                .because("only ProcessRunner gives every run a timeout, a cap and a full clean-up")
                .check(MAIN);
    }

    @Test
    void nothingReadsTheClockDirectly() {
        noClasses()
                .that()
                .areNotAssignableTo(TermExecutorApplication.class)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("tests turn an InstantSource by hand")
                .check(MAIN);
    }

    @Test
    void settingsAreRecords() {
        classes()
                .that()
                .areAnnotatedWith(ConfigurationProperties.class)
                .should()
                .beRecords()
                .because("a setting is checked once, at the start, and never changes")
                .check(MAIN);
    }

    @Test
    void nothingIsWrittenToStandardOutput() {
        noClasses()
                .that()
                .areNotAssignableTo(ValidatorsCommand.class)
                .and()
                .areNotAssignableTo(DoctorCommand.class)
                .and()
                .areNotAssignableTo(ConfigCommand.class)
                .and()
                .areNotAssignableTo(BackupCommand.class)
                .and()
                .areNotAssignableTo(VerifyCommand.class)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because(
                        "operators read the log; a command's output is what they asked for, so"
                                + " commands may print")
                .check(MAIN);
    }

    @Test
    void noStaticStateChanges() {
        classes()
                .should(
                        new ArchCondition<>("keep static fields final") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                type.getFields().stream()
                                        .filter(f -> f.getModifiers().contains(JavaModifier.STATIC))
                                        .filter(f -> !f.getModifiers().contains(JavaModifier.FINAL))
                                        .filter(f -> !f.getName().startsWith("$"))
                                        .forEach(f ->
                                                events.add(
                                                        SimpleConditionEvent.violated(
                                                                f, f.getFullName())));
                            }
                        })
                .because("two services in one JVM, as in the tests, must not meet")
                .check(MAIN);
    }

    @Test
    void fastLaneStartsNoServiceDatabaseBrowserOrContainer() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Tests")
                .and()
                .haveSimpleNameNotEndingWith("IntegrationTests")
                .should()
                .onlyDependOnClassesThat(
                        describe(
                                "are quick to start", type -> !SLOW.contains(type.getSimpleName())))
                .because("./mvnw test runs them all within three minutes")
                .check(TESTS);
    }

    @Test
    void packagesBelowSandboxStayBehindIt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..termexecutor.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..termexecutor.sandbox.*..")
                .because("Sandboxes and Sandbox are all that the others need to know")
                .check(MAIN);
    }

    @Test
    void attemptKnowsNoBatchAndWhatDecidesAboutItNoSandbox() {
        noClasses()
                .that()
                .resideInAPackage("..termexecutor.pipeline..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Batch.class)
                .because("an attempt can then run elsewhere")
                .check(MAIN);
        noClasses()
                .that()
                .haveSimpleName("AttemptSettlement")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..termexecutor.sandbox..")
                .because("it decides by what an attempt answers, wherever that ran")
                .check(MAIN);
    }

    @Test
    void noPackageHasMoreTypesThanOneCanSurvey() {
        var sizes = new TreeMap<String, Integer>();
        for (var type : MAIN) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                sizes.merge(type.getPackageName(), 1, Integer::sum);
            }
        }
        sizes.values().removeIf(size -> size <= MAX_TYPES);
        assertThat(sizes).as("packages of more than %d types", MAX_TYPES).isEmpty();
    }

    @Test
    void noConstructorTakesMoreValuesThanOneCanTellApart() {
        var tooLong = new TreeMap<String, Integer>();
        for (var type : MAIN) {
            if (type.isEnum()
                    || type.isAnonymousClass()
                    || DOCUMENTS.contains(type.getSimpleName())) {
                continue;
            }
            for (var constructor : type.getConstructors()) {
                int values = constructor.getRawParameterTypes().size();
                if (values > MAX_VALUES) {
                    tooLong.put(type.getName(), values);
                }
            }
        }
        assertThat(tooLong).as("constructors of more than %d values", MAX_VALUES).isEmpty();
    }

    @Test
    void noFileIsLongerThanTheWall() throws IOException {
        var tooLong = new TreeMap<String, Integer>();
        try (var tree = Files.walk(Path.of("src"))) {
            for (var file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > (file.startsWith("src/main") ? MAX_LINES : MAX_LINES_OF_TESTS)) {
                    tooLong.put(file.toString(), lines);
                }
            }
        }
        assertThat(tooLong)
                .as("files over %d lines, or %d of tests", MAX_LINES, MAX_LINES_OF_TESTS)
                .isEmpty();
    }
}
