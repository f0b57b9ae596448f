package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.Digest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceStoreTest {
  @TempDir private Path directory;

  @Test
  void everythingADeviceKeepsIsThereAfterReopening() {
    byte[] layer = {1, 2, 3};
    try (DeviceStore store = open()) {
      store.activations().put(activation(1));
      store.activations().annotate(TASK, sample(1), 5, NOW);
      store.layers().put(Digest.of(layer), layer);
      store.state().put("device", new byte[] {7});
      store.state().putAll(Map.of("a", new byte[] {1}, "b", new byte[] {2}));
      store.state().remove("a");
      store.state().note("c", new byte[] {3});
      store.state().note("c", new byte[] {4});
    }
    try (DeviceStore store = open()) {
      assertThat(store.activations().get(TASK, CURRENT, sample(1))).contains(activation(1));
      assertThat(store.activations().outbox().length()).isEqualTo(1);
      assertThat(store.layers().get(Digest.of(layer))).contains(layer);
      assertThat(store.state().get("device")).contains(new byte[] {7});
      assertThat(store.state().get("a")).isEmpty();
      assertThat(store.state().get("b")).contains(new byte[] {2});
      assertThat(store.state().get("c")).contains(new byte[] {4});
      assertThat(store.diskBytes()).isPositive();
    }
  }

  @Test
  void noHandleIsLeftAfterOpeningAndClosingFiftyTimes() {
    int before = RocksDatabase.liveHandles();
    for (int n = 0; n < 50; n++) {
      try (DeviceStore store = open()) {
        store.activations().put(activation(n));
      }
    }
    assertThat(RocksDatabase.liveHandles()).isEqualTo(before);
  }

  @Test
  void aFailedOpeningLeavesNoHandle() {
    try (DeviceStore store = open()) {
      int before = RocksDatabase.liveHandles();
      assertThatThrownBy(this::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("already open in this process");
      assertThat(RocksDatabase.liveHandles()).isEqualTo(before);
      assertThat(store.state().get("anything")).isEmpty();
    }
  }

  private DeviceStore open() {
    return DeviceStore.open(directory, ActivationCacheContract.LIMITS);
  }
}
