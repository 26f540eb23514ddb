package dev.tempest.atproto.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.testing.Vectors;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every file of the folder; a file of unknown name or without a case fails. */
class SyntaxVectorsTest {
  private static final String FOLDER = "syntax";

  /** Types whose strings may have the form and yet no meaning. */
  private static final Map<String, Predicate<String>> FORMS =
      Map.of("datetime", Datetime::isWellFormed, "language", Language::isWellFormed);

  @TestFactory
  Stream<DynamicNode> everyLine() {
    return Vectors.files(FOLDER).stream()
        .map(file -> DynamicContainer.dynamicContainer(file, linesOf(file)));
  }

  private static Stream<DynamicTest> linesOf(String file) {
    String[] name = file.replace(".txt", "").split("_", 2);
    var lines = Vectors.lines(FOLDER, file);
    assertThat(lines).as(file).isNotEmpty();
    return lines.stream()
        .map(line -> DynamicTest.dynamicTest(line, () -> check(name[0], name[1], line)));
  }

  private static void check(String type, String expectation, String line) {
    var parse = parserOf(type);
    switch (expectation) {
      case "syntax_valid" -> assertAccepts(parse, line);
      case "syntax_invalid" -> {
        assertRefuses(parse, line);
        var form = FORMS.get(type);
        assertThat(form != null && form.test(line)).as("well-formed").isFalse();
      }
      case "parse_invalid" -> {
        assertThat(FORMS.get(type)).isNotNull().accepts(line);
        assertRefuses(parse, line);
      }
      default -> throw new AssertionError("no idea what " + expectation + " means");
    }
  }

  private static Function<String, Object> parserOf(String type) {
    return switch (type) {
      case "atidentifier" -> AtIdentifier::of;
      case "aturi" -> AtUri::new;
      case "cid" -> CidText::new;
      case "datetime" -> Datetime::new;
      case "did" -> Did::new;
      case "handle" -> Handle::new;
      case "language" -> Language::new;
      case "nsid" -> Nsid::new;
      case "recordkey" -> RecordKey::new;
      case "tid" -> Tid::new;
      case "uri" -> Uri::new;
      default -> throw new AssertionError("no type " + type);
    };
  }

  private static void assertAccepts(Function<String, Object> parse, String line) {
    Object parsed = parse.apply(line);
    assertThat(parsed.toString()).isEqualToIgnoringCase(line);
    assertThat(parse.apply(parsed.toString())).isEqualTo(parsed).hasSameHashCodeAs(parsed);
  }

  private static void assertRefuses(Function<String, Object> parse, String line) {
    assertThatThrownBy(() -> parse.apply(line))
        .isInstanceOfSatisfying(SyntaxException.class, e -> assertThat(e.value()).isEqualTo(line));
  }
}
