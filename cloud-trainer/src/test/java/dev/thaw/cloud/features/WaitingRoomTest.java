package dev.thaw.cloud.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.features.Committer.Upload;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private static final int BYTES_EACH = 16;

  private final WaitingRoom room = new WaitingRoom(new LogLimits(8, 4, 100, Set.of()));

  @Test
  void servesDevicesInTurnAndEachInItsOwnOrder() {
    for (long sequence = 1; sequence <= 3; sequence++) {
      room.enter(upload("much", sequence));
    }
    room.enter(upload("little", 1));
    room.enter(upload("other", 1));

    assertThat(names(room.next(3))).containsExactly("much/1", "little/1", "other/1");
    assertThat(names(room.next(3))).containsExactly("much/2", "much/3");
    assertThat(room.isEmpty()).isTrue();
  }

  @Test
  void aDeviceThatFillsItsShareLeavesRoomForOthers() {
    for (long sequence = 1; sequence <= 4; sequence++) {
      room.enter(upload("much", sequence));
    }

    assertThatThrownBy(() -> room.enter(upload("much", 5)))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("4 batches of this device");
    room.enter(upload("little", 1));
    assertThat(room.batches()).isEqualTo(5);
  }

  @Test
  void bytesAreBoundedTooAndComeBackOnlyWhenCommitted() {
    for (int device = 1; device <= 6; device++) {
      room.enter(upload("device-" + device, 1));
    }
    assertThatThrownBy(() -> room.enter(upload("one-more", 1))).hasMessageContaining("too many");

    List<Upload> group = room.next(6);
    assertThatThrownBy(() -> room.enter(upload("one-more", 1))).hasMessageContaining("too many");
    room.leave(group);
    room.enter(upload("one-more", 1));
    assertThat(room.batches()).isEqualTo(1);
  }

  @Test
  void aBatchLargerThanTheRoomEntersAnEmptyOne() {
    WaitingRoom narrow = new WaitingRoom(new LogLimits(8, 4, BYTES_EACH - 1, Set.of()));
    narrow.enter(upload("any", 1));
    assertThatThrownBy(() -> narrow.enter(upload("other", 1))).hasMessageContaining("too many");
  }

  private static List<String> names(List<Upload> group) {
    return group.stream().map(each -> each.device() + '/' + each.batch().sequence()).toList();
  }

  private static Upload upload(String device, long sequence) {
    Activation activation =
        new Activation(
            "signs",
            SampleId.ofInput(Digest.of((device + sequence).getBytes(StandardCharsets.UTF_8))),
            1,
            Digest.of(new byte[1]),
            Instant.EPOCH,
            List.of(Tensor.ofFloats(Shape.of(4), 1, 2, 3, 4)));
    Feature feature = new Feature(activation, 0, Instant.EPOCH);
    return Upload.of(new FeatureBatch(device, sequence, List.of(feature)));
  }
}
