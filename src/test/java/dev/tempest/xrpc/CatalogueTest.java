package dev.tempest.xrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempest.testing.Lexicons;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The framework leaves out routes that it does not like with no more than a warning. */
class CatalogueTest {
  private static final String PREFIX = "xrpc/";

  /** Every route's verb, by the method that it is for. */
  private static Map<String, String> routes() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tempest")
            .stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .flatMap(CatalogueTest::routes)
            .filter(route -> route.getKey().startsWith(PREFIX))
            .filter(route -> !route.getKey().endsWith("}")) // where others' methods go
            .collect(
                Collectors.toMap(
                    route -> route.getKey().substring(PREFIX.length()),
                    Map.Entry::getValue,
                    (one, other) -> one + " and " + other,
                    TreeMap::new));
  }

  private static Stream<Map.Entry<String, String>> routes(JavaClass resource) {
    String parent = trimmed(resource.getAnnotationOfType(Path.class).value());
    return resource.getMethods().stream()
        .filter(method -> method.isAnnotatedWith(GET.class) || method.isAnnotatedWith(POST.class))
        .map(
            method -> {
              String own =
                  method
                      .tryGetAnnotationOfType(Path.class)
                      .map(Path::value)
                      .map(CatalogueTest::trimmed)
                      .orElse("");
              String path = own.isEmpty() ? parent : parent + "/" + own;
              return Map.entry(trimmed(path), verb(method));
            });
  }

  private static String verb(JavaMethod method) {
    return method.isAnnotatedWith(GET.class) ? "GET" : "POST";
  }

  private static String trimmed(String path) {
    return path.replaceAll("^/+|/+$", "");
  }

  @Test
  void hasARowForEveryRouteAndARouteForEveryRow() {
    var rows =
        Catalogue.methods().stream()
            .filter(method -> method.kind() != Catalogue.Kind.SUBSCRIPTION)
            .collect(
                Collectors.toMap(
                    Catalogue.Method::nsid,
                    method -> method.kind().verb(),
                    (one, other) -> one,
                    TreeMap::new));
    assertThat(routes()).isEqualTo(rows);
  }

  static Stream<Catalogue.Method> publishedMethods() {
    return Catalogue.methods().stream()
        .filter(method -> Lexicons.isPublished(method.nsid()))
        .sorted(Comparator.comparing(Catalogue.Method::nsid));
  }

  @ParameterizedTest
  @MethodSource("publishedMethods")
  void agreesWithTheLexicon(Catalogue.Method row) {
    var schema = Lexicons.method(row.nsid());
    assertThat(schema).as("schema of " + row.nsid()).isPresent();
    assertThat(schema.get().type())
        .as("kind of " + row.nsid())
        .isEqualTo(row.kind().toString().toLowerCase(Locale.ROOT));
    assertThat(row.input())
        .as("input of " + row.nsid())
        .isEqualTo(
            switch (schema.get().encoding("input")) {
              case "" -> Catalogue.Input.NONE;
              case "application/json" -> Catalogue.Input.JSON;
              default -> Catalogue.Input.STREAM;
            });
    assertThat(row.output())
        .as("output of " + row.nsid())
        .isEqualTo(
            row.kind() == Catalogue.Kind.SUBSCRIPTION
                ? Catalogue.Output.FRAMES
                : switch (schema.get().encoding("output")) {
                  case "" -> Catalogue.Output.NONE;
                  case "application/json" -> Catalogue.Output.JSON;
                  case "application/vnd.ipld.car" -> Catalogue.Output.CAR;
                  default -> Catalogue.Output.BYTES;
                });
  }

  @Test
  void hasPublicRoutesOnly() {
    assertThat(
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.tempest")
                    .stream()
                    .flatMap(type -> type.getMethods().stream())
                    .filter(m -> m.isAnnotatedWith(GET.class) || m.isAnnotatedWith(POST.class))
                    .filter(
                        m ->
                            !m.getModifiers()
                                .contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)))
        .isEmpty();
  }
}
