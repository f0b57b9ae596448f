package dev.thaw.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of this module: it may know every other one, and none knows it. */
class BenchArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.thaw");

  @Test
  void nothingKnowsTheBench() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.thaw.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.thaw.bench..")
        .check(MAIN);
  }

  @Test
  void technologiesStayBehindTheModulesThatOwnThem() {
    noClasses()
        .that()
        .resideInAPackage("dev.thaw.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.rocksdb..", "com.esotericsoftware..", "io.netty..")
        .check(MAIN);
  }

  /** What the product is compared with trains on the same engine, which no module does for it. */
  @Test
  void onlyTheBaselinesSpeakToTheEngine() {
    noClasses()
        .that()
        .resideInAPackage("dev.thaw.bench..")
        .and()
        .resideOutsideOfPackage("dev.thaw.bench.baseline..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(MAIN);
  }

  @Test
  void thePackageIsNullMarked() {
    classes()
        .that()
        .resideInAPackage("dev.thaw.bench..")
        .and()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith("org.jspecify.annotations.NullMarked")
        .check(MAIN);
  }
}
