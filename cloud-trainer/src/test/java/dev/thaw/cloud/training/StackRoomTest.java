package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackRoomTest {
  @Test
  void soManyScopesFit() {
    StackRoom room = new StackRoom(3, 1_000);
    room.add(1);
    assertThat(room.addIfItFits(1)).isTrue();
    assertThat(room.isFull()).isFalse();
    assertThat(room.addIfItFits(1)).isTrue();
    assertThat(room.isFull()).isTrue();
    assertThat(room.addIfItFits(0)).isFalse();
  }

  @Test
  void whereALargeOneDoesNotFitASmallerOneMay() {
    StackRoom room = new StackRoom(10, 100);
    room.add(60);
    assertThat(room.addIfItFits(41)).isFalse();
    assertThat(room.addIfItFits(30)).isTrue();
    assertThat(room.addIfItFits(11)).isFalse();
    assertThat(room.addIfItFits(10)).isTrue();
  }

  @Test
  void theFirstMayBeTooLargeForAll() {
    StackRoom room = new StackRoom(10, 100);
    room.add(500);
    assertThat(room.addIfItFits(1)).isFalse();
  }
}
