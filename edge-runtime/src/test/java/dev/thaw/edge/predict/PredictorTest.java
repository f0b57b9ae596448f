package dev.thaw.edge.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.DeviceStore;
import dev.thaw.edge.canary.Canary;
import dev.thaw.edge.canary.CanaryRule;
import dev.thaw.edge.device.CloudKey;
import dev.thaw.edge.install.DeviceScopes;
import dev.thaw.edge.install.Installer;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {
  private static final TaskSpec TASK =
      new TaskSpec("t", "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28)));
  private static final List<Tensor> INPUT =
      List.of(Tensor.ofFloats(Shape.of(1, 28, 28), new float[28 * 28]));

  @TempDir Path directory;

  @Test
  void aDiskThatCannotBeReadCostsOnlyTheRecomputation() {
    DeviceStore store = DeviceStore.open(directory, CacheLimits.DEFAULT);
    try (ModelShelf shelf = new ModelShelf()) {
      shelve(store, shelf);
      Activations activations =
          new Activations(
              TASK.name(), store.activations(), KeptActivations.DEFAULT, Clock.systemUTC());
      Predictor predictor = new Predictor(shelf, activations, canary(store));
      float[] before = predictor.predict(INPUT).probabilities();
      store.close();
      Predictor.Scored without = predictor.predict(INPUT);
      assertThat(without.hit()).isFalse();
      assertThat(without.probabilities()).isEqualTo(before);
      assertThat(predictor.counts().misses()).isEqualTo(2);
      assertThat(predictor.counts().uncached()).isPositive();
    } finally {
      store.close();
    }
  }

  private static void shelve(DeviceStore store, ModelShelf shelf) {
    DeviceScopes scopes =
        new DeviceScopes(TASK.name(), "pen-1", Optional::empty, OptionalInt.empty());
    CloudKey key = new CloudKey(store.state(), Optional.empty());
    new Installer(scopes, Optional.of(base()), store.state(), store.layers(), key, shelf).restore();
  }

  private static Canary canary(DeviceStore store) {
    return new Canary(TASK.name(), store.state(), store.activations(), CanaryRule.CORRECTIONS);
  }

  private static BaseModel base() {
    try (LayeredModel model = LayeredModel.create(TASK, 1)) {
      return new BaseModel(TASK, model.layerBytesFrom(0), List.of(), "untrained");
    }
  }
}
