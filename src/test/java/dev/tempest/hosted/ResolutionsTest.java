package dev.tempest.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.fault.Refusal;
import org.junit.jupiter.api.Test;

class ResolutionsTest {
  private final Resolutions resolutions = new Resolutions();

  /** {@code depth} questions, each asked while those before it wait for their answers. */
  private int nested(int depth) {
    return depth == 0 ? 0 : resolutions.ask(() -> 1 + nested(depth - 1));
  }

  @Test
  void soManyAreAskedAtOnceAndNoMore() {
    assertThat(nested(Resolutions.MOST_AT_ONCE)).isEqualTo(Resolutions.MOST_AT_ONCE);
    assertThatThrownBy(() -> nested(Resolutions.MOST_AT_ONCE + 1))
        .isInstanceOf(Refusal.Unavailable.class);
    assertThat(nested(Resolutions.MOST_AT_ONCE)).isEqualTo(Resolutions.MOST_AT_ONCE);
  }
}
