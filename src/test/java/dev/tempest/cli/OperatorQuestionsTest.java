package dev.tempest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorQuestionsTest {
  @TempDir Path folder;

  private record Typed(Optional<String> text) implements Terminal {
    @Override
    public Optional<String> line(String prompt) {
      return text;
    }

    @Override
    public Optional<String> hidden(String prompt) {
      return text;
    }
  }

  private static final Terminal NOBODY = new Typed(Optional.empty());
  private static final Map<String, String> NOTHING = Map.of();

  private static Questions.Secret password(String file) {
    return new Questions.Secret("password", "TEMPEST_PASSWORD", file);
  }

  @Test
  void takesASecretFromItsFileThenItsVariableThenTheTerminal() throws IOException {
    Files.writeString(folder.resolve("secret"), "of the file\n");
    var typed = new Typed(Optional.of("typed"));
    var environment = Map.of("TEMPEST_PASSWORD", "of the variable");
    var all = new OperatorQuestions(typed, environment, folder);
    assertThat(all.secret(password("secret"))).isEqualTo("of the file");
    assertThat(all.answers()).containsExactly(Map.entry("password", "of the file"));
    assertThat(all.secret(password(null))).isEqualTo("of the variable");
    assertThat(new OperatorQuestions(typed, NOTHING, folder).secret(password(null)))
        .isEqualTo("typed");
    assertThat(new OperatorQuestions(typed, NOTHING, folder).given(password(null))).isEmpty();
  }

  @Test
  void aMissingSecretIsWrongUsage() {
    var nobody = new OperatorQuestions(NOBODY, NOTHING, folder);
    assertThatThrownBy(() -> nobody.secret(password(null)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("TEMPEST_PASSWORD");
    assertThatThrownBy(() -> nobody.secret(password("none")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> new GivenAnswers(Map.of()).secret(password(null)))
        .isInstanceOf(CommandException.class);
  }

  @Test
  void goesOnWithConsentOnly() {
    new OperatorQuestions(new Typed(Optional.of("Yes ")), NOTHING, folder).confirm("It burns.");
    assertThatThrownBy(
            () ->
                new OperatorQuestions(new Typed(Optional.of("")), NOTHING, folder)
                    .confirm("It burns."))
        .hasMessage("nothing was done");
    assertThatThrownBy(() -> new OperatorQuestions(NOBODY, NOTHING, folder).confirm("It burns."))
        .hasMessage("It burns. Say --yes where nobody can be asked.");
  }
}
