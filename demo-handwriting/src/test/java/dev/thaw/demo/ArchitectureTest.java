package dev.thaw.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house's arrows: who may know whom, and which technology stays behind which package. */
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.thaw");

  private static final Map<String, List<String>> MAY_KNOW =
      Map.of(
          "protocol", List.of(),
          "cache", List.of("protocol"),
          "model", List.of("protocol"),
          "edge", List.of("cache", "model", "protocol"),
          "cloud", List.of("cache", "model", "protocol"),
          "demo", List.of("edge", "cloud", "cache", "model", "protocol"));

  /** Technology to the packages that may import it. */
  private static final Map<String, String> STAYS_IN =
      Map.of(
          "org.rocksdb..", "dev.thaw.cache..",
          "ai.djl..", "dev.thaw.model..",
          "com.esotericsoftware..", "dev.thaw.protocol.codec..",
          "io.netty..", "dev.thaw.[protocol.codec|cloud.server.limits]..",
          "com.github.benmanes..", "dev.thaw.cache..",
          "org.bouncycastle..", "dev.thaw.cloud.tls..");

  @TestFactory
  Stream<DynamicTest> modulesKnowOnlyTheModulesTheyMay() {
    return MAY_KNOW.entrySet().stream()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module.getKey() + " knows only " + module.getValue(),
                    () -> knowsOnly(module.getKey(), module.getValue()).check(MAIN)));
  }

  @TestFactory
  Stream<DynamicTest> eachTechnologyStaysBehindItsOwnPackages() {
    return STAYS_IN.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey() + " stays in " + entry.getValue(),
                    () ->
                        noClasses()
                            .that()
                            .resideOutsideOfPackage(entry.getValue())
                            .and()
                            .resideInAPackage("dev.thaw..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(entry.getKey())
                            .check(MAIN)));
  }

  @Test
  void protocolKnowsNoVertx() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.thaw.protocol..", "dev.thaw.cache..", "dev.thaw.model..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(MAIN);
  }

  @TestFactory
  Stream<DynamicTest> packagesOfAModuleAreFreeOfCycles() {
    return MAY_KNOW.keySet().stream()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module,
                    () ->
                        slices()
                            .matching("dev.thaw." + module + ".(*)..")
                            .should()
                            .beFreeOfCycles()
                            .allowEmptyShould(true)
                            .check(MAIN)));
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Processor)")
        .check(MAIN);
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith("org.jspecify.annotations.NullMarked")
        .check(MAIN);
    List<String> undescribed =
        MAIN.stream()
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .distinct()
            .filter(name -> !MAIN.contain(name + ".package-info"))
            .toList();
    Assertions.assertThat(undescribed).as("packages without package-info").isEmpty();
  }

  @Test
  void everyTestClassHasANameThatIsRun() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<Path> silent =
          files
              .filter(p -> p.toString().contains("/src/test/java/"))
              .filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !p.toString().matches(".*(Test|IT)\\.java"))
              .filter(ArchitectureTest::declaresTests)
              .toList();
      Assertions.assertThat(silent).as("test classes that surefire does not run").isEmpty();
    }
  }

  private static boolean declaresTests(Path file) {
    try {
      String text = Files.readString(file);
      return text.lines().anyMatch(line -> line.strip().matches("@(Test|ParameterizedTest)\\b.*"))
          && !text.contains("abstract class ");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ArchRule knowsOnly(String module, List<String> allowed) {
    DescribedPredicate<JavaClass> forbidden =
        DescribedPredicate.describe(
            "another module's class",
            c ->
                c.getPackageName().startsWith("dev.thaw.")
                    && !moduleOf(c).equals(module)
                    && !allowed.contains(moduleOf(c)));
    return noClasses()
        .that()
        .resideInAPackage("dev.thaw." + module + "..")
        .should()
        .dependOnClassesThat(forbidden);
  }

  private static String moduleOf(JavaClass c) {
    return c.getPackageName().split("\\.")[2];
  }
}
