package dev.tempest.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(3, 2);

  @Test
  void nobodyHasMoreThanAShare() {
    assertThat(places.tryTake("a")).isTrue();
    assertThat(places.tryTake("a")).isTrue();
    assertThat(places.tryTake("a")).isFalse();
    assertThat(places.tryTake("b")).isTrue();
    places.giveBack("a");
    assertThat(places.tryTake("a")).isTrue();
  }

  @Test
  void allTogetherHaveNoMoreThanThereIs() {
    for (String holder : new String[] {"a", "b", "c"}) {
      assertThat(places.tryTake(holder)).isTrue();
    }
    assertThat(places.tryTake("d")).isFalse();
    places.giveBack("b");
    assertThat(places.tryTake("d")).isTrue();
  }
}
