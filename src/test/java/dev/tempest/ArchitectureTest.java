package dev.tempest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempest.cli.OperatorCommand;
import jakarta.ws.rs.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may use what. */
class ArchitectureTest {
  private static final String ROOT = "dev.tempest";
  private static final String ATPROTO = ROOT + ".atproto..";

  /** All of {@code atproto} in the table below. */
  private static final Set<String> PROTOCOL =
      Set.of(
          "atproto.data",
          "atproto.syntax",
          "atproto.crypto",
          "atproto.car",
          "atproto.mst",
          "atproto.repo",
          "atproto.event",
          "atproto.lexicon");

  /** Each package, and the only other packages of ours that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("atproto.data", Set.of()),
          Map.entry("atproto.syntax", Set.of()),
          Map.entry("atproto.crypto", Set.of("atproto.data")),
          Map.entry("atproto.car", Set.of("atproto.data")),
          Map.entry("atproto.mst", Set.of("atproto.data")),
          Map.entry(
              "atproto.repo",
              Set.of(
                  "atproto.data",
                  "atproto.syntax",
                  "atproto.crypto",
                  "atproto.car",
                  "atproto.mst")),
          Map.entry(
              "atproto.event",
              Set.of("atproto.data", "atproto.syntax", "atproto.car", "atproto.repo")),
          Map.entry("atproto.lexicon", Set.of("atproto.data", "atproto.syntax")),
          Map.entry("fault", Set.of()),
          Map.entry("metrics", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("drain", Set.of("config")),
          Map.entry("limit", Set.of("atproto.syntax", "config", "fault")),
          Map.entry("natives", Set.of()),
          Map.entry("secret", Set.of("atproto.data", "config", "fault", "natives")),
          Map.entry("sqlite", Set.of("atproto.syntax", "config", "fault", "files", "metrics")),
          Map.entry("audit", protocolAnd("fault", "sqlite")),
          Map.entry("takedown", protocolAnd("audit", "sqlite")),
          Map.entry("sequencer", protocolAnd("sqlite", "config")),
          Map.entry("mail", protocolAnd("fault", "config", "secret", "sqlite")),
          Map.entry("identity", protocolAnd("fault", "config", "secret", "sqlite", "metrics")),
          Map.entry(
              "auth", protocolAnd("fault", "config", "files", "secret", "sqlite", "identity")),
          Map.entry("invite", protocolAnd("fault", "config", "auth", "sqlite", "audit")),
          Map.entry("hosted", protocolAnd("fault", "config", "auth", "identity")),
          Map.entry(
              "blob",
              protocolAnd(
                  "fault",
                  "config",
                  "drain",
                  "files",
                  "auth",
                  "sqlite",
                  "audit",
                  "takedown",
                  "s3",
                  "progress",
                  "schedule",
                  "stream",
                  "metrics")),
          Map.entry("lexicon", protocolAnd("fault", "config", "identity")),
          Map.entry(
              "record",
              protocolAnd(
                  "fault",
                  "config",
                  "stream",
                  "auth",
                  "limit",
                  "sqlite",
                  "sequencer",
                  "blob",
                  "identity",
                  "takedown",
                  "lexicon")),
          Map.entry(
              "account",
              protocolAnd(
                  "fault",
                  "config",
                  "stream",
                  "drain",
                  "files",
                  "secret",
                  "auth",
                  "limit",
                  "sqlite",
                  "sequencer",
                  "identity",
                  "invite",
                  "mail",
                  "blob",
                  "record",
                  "audit",
                  "schedule",
                  "metrics")),
          Map.entry(
              "admin",
              protocolAnd(
                  "fault",
                  "config",
                  "auth",
                  "sqlite",
                  "sequencer",
                  "blob",
                  "record",
                  "account",
                  "audit",
                  "takedown",
                  "invite",
                  "mail",
                  "backup")),
          Map.entry(
              "backup",
              protocolAnd(
                  "fault",
                  "config",
                  "drain",
                  "files",
                  "auth",
                  "secret",
                  "sqlite",
                  "sequencer",
                  "blob",
                  "record",
                  "account",
                  "crawl",
                  "s3",
                  "archive",
                  "schedule",
                  "progress")),
          Map.entry("stream", Set.of()),
          Map.entry("progress", Set.of()),
          Map.entry("files", Set.of()),
          Map.entry("schedule", Set.of()),
          Map.entry("archive", Set.of("config", "fault", "files", "s3", "progress")),
          Map.entry(
              "departure",
              protocolAnd(
                  "fault",
                  "config",
                  "auth",
                  "identity",
                  "mail",
                  "blob",
                  "record",
                  "account",
                  "audit",
                  "progress")),
          Map.entry(
              "migrate", protocolAnd("fault", "config", "files", "secret", "identity", "progress")),
          Map.entry("s3", Set.of("config", "fault", "metrics")),
          Map.entry(
              "proxy",
              protocolAnd("fault", "config", "auth", "identity", "record", "stream", "metrics")),
          Map.entry("bsky", protocolAnd("fault", "config", "auth", "sqlite", "record", "proxy")),
          Map.entry("crawl", protocolAnd("fault", "config", "sequencer", "identity")),
          Map.entry("announce", protocolAnd("config", "account", "crawl")),
          Map.entry(
              "doctor",
              protocolAnd(
                  "fault",
                  "config",
                  "progress",
                  "limit",
                  "secret",
                  "sqlite",
                  "sequencer",
                  "mail",
                  "identity",
                  "auth",
                  "record",
                  "account",
                  "proxy",
                  "crawl",
                  "s3",
                  "backup")),
          Map.entry(
              "sync",
              protocolAnd(
                  "fault",
                  "config",
                  "drain",
                  "auth",
                  "sqlite",
                  "sequencer",
                  "record",
                  "blob",
                  "stream")),
          Map.entry("front", Set.of("config", "files", "account")),
          Map.entry(
              "stats",
              protocolAnd(
                  "fault",
                  "config",
                  "drain",
                  "auth",
                  "sqlite",
                  "sequencer",
                  "record",
                  "takedown",
                  "schedule")),
          Map.entry(
              "xrpc",
              protocolAnd(
                  "fault", "config", "drain", "auth", "limit", "sqlite", "lexicon", "proxy",
                  "metrics")),
          Map.entry("cli", everything()),
          Map.entry("control", everything()),
          Map.entry("app", everything()));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final Pattern BANNED = Pattern.compile("(?i).*(manager|util|utils|helper)");

  private static Set<String> protocolAnd(String... others) {
    return Stream.concat(PROTOCOL.stream(), Stream.of(others)).collect(toSet());
  }

  private static Set<String> everything() {
    return protocolAnd(
        "fault",
        "config",
        "drain",
        "limit",
        "natives",
        "metrics",
        "secret",
        "sqlite",
        "sequencer",
        "mail",
        "identity",
        "auth",
        "hosted",
        "audit",
        "takedown",
        "admin",
        "invite",
        "lexicon",
        "blob",
        "record",
        "account",
        "sync",
        "stream",
        "progress",
        "files",
        "schedule",
        "migrate",
        "departure",
        "archive",
        "s3",
        "backup",
        "proxy",
        "bsky",
        "crawl",
        "announce",
        "doctor",
        "stats",
        "front",
        "xrpc",
        "cli",
        "control");
  }

  static Stream<String> packages() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatItMay(String name) {
    String[] allowed =
        Stream.concat(MAY_USE.getOrDefault(name, Set.of()).stream(), Stream.of(name))
            .map(other -> ROOT + "." + other)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .dependOnClassesThat(
            are(resideInAPackage(ROOT + "..")).and(are(not(resideInAnyPackage(allowed)))))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsInTheTable() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(toSet()))
        .isSubsetOf(packages().map(name -> ROOT + "." + name).toList());
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void protocolCodeUsesOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage(ATPROTO)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ATPROTO,
            "java..",
            "javax.crypto..",
            "org.jspecify..",
            "org.bouncycastle..", // held by the next two tests
            "com.fasterxml.jackson.core..")
        .check(CLASSES);
  }

  @Test
  void bouncyCastleIsForCurvesAndSecrets() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".atproto.crypto", ROOT + ".secret", ROOT + ".archive")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(CLASSES);
  }

  @Test
  void theSdkOfObjectStoresIsInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".s3")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
  }

  @Test
  void protocolCodeReadsJsonInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage(ATPROTO)
        .and()
        .haveSimpleNameNotContaining("Json")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(CLASSES);
  }

  @Test
  void sqlIsInTables() {
    noClasses()
        .that(are(not(resideInAPackage(ROOT + ".sqlite"))).and(are(not(TABLE))))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(DriverManager.class, PreparedStatement.class)
        .check(CLASSES);
  }

  @Test
  void httpIsInResourcesAndAtTheEdge() {
    noClasses()
        .that(are(not(resideInAPackage(ROOT + ".xrpc"))).and(are(not(RESOURCE))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..")
        .check(CLASSES);
  }

  @Test
  void resourcesAreUsedByNobody() {
    noClasses().that(are(not(RESOURCE))).should().dependOnClassesThat(are(RESOURCE)).check(CLASSES);
  }

  /** A command is parsed where it does not run: its beans must not open the storage. */
  @Test
  void commandsGetStorageLate() {
    assertThat(
            CLASSES.stream()
                .filter(type -> type.isAssignableTo(OperatorCommand.class))
                .flatMap(type -> type.getConstructors().stream())
                .flatMap(constructor -> constructor.getRawParameterTypes().stream())
                .filter(ArchitectureTest::mayReachStorage))
        .as("beans to be had as Instance")
        .isEmpty();
  }

  private static boolean mayReachStorage(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT)
        && !name.equals(ROOT + ".cli")
        && !type.isInterface() // configuration
        && (name.equals(ROOT + ".sqlite")
            || MAY_USE
                .getOrDefault(name.substring(ROOT.length() + 1), Set.of())
                .contains("sqlite"));
  }

  @Test
  void nothingIsCalledManagerOrHelper() {
    noClasses().should().haveNameMatching(BANNED.pattern()).check(CLASSES);
    assertThat(
            CLASSES.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(ArchitectureTest::isVague))
        .isEmpty();
  }

  private static boolean isVague(JavaField field) {
    return BANNED.matcher(field.getName()).matches()
        || (field.getRawType().getPackageName().startsWith(ROOT)
            && BANNED.matcher(field.getRawType().getSimpleName()).matches());
  }

  private static final DescribedPredicate<JavaClass> TABLE =
      DescribedPredicate.describe(
          "table", type -> outermost(type).getSimpleName().endsWith("Table"));

  private static final DescribedPredicate<JavaClass> RESOURCE =
      DescribedPredicate.describe(
          "resource",
          type ->
              outermost(type).isAnnotatedWith(Path.class)
                  || outermost(type).getMethods().stream()
                      .anyMatch(method -> method.isAnnotatedWith(Path.class)));

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }
}
