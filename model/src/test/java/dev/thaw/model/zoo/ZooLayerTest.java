package dev.thaw.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZooLayerTest {
  private static final int POOL = 8;

  @Test
  void onlyAPassWithBatchStatisticsMovesTheRunningOnes() {
    try (LayeredModel model = LayeredModel.create(task("mobilenet-v2"), 1);
        ThawedLayers job = ThawedLayers.copyOf(model, POOL)) {
      NDList maps = maps(job.manager(), model.activationShapes(POOL).get(0));

      job.logits(maps, Pass.HEAD_TRAINING);
      assertThat(job.toBytes().get(0)).isEqualTo(model.layerBytes(POOL));

      job.logits(maps, Pass.GENERAL_TRAINING);
      assertThat(job.toBytes().get(0)).isNotEqualTo(model.layerBytes(POOL));
      assertThat(job.toBytes().get(1)).isEqualTo(model.layerBytes(POOL + 1));
    }
  }

  @Test
  void dropoutIsOffInEvaluation() {
    try (LayeredModel model = LayeredModel.create(task("squeezenet"), 1);
        ThawedLayers classifier = ThawedLayers.copyOf(model, 9)) {
      NDList maps = maps(classifier.manager(), model.activationShapes(9).get(0));
      NDArray first = classifier.logits(maps, Pass.EVALUATION);

      assertThat(classifier.logits(maps, Pass.EVALUATION)).isEqualTo(first);
      assertThat(classifier.logits(maps, Pass.HEAD_TRAINING)).isNotEqualTo(first);
    }
  }

  @Test
  void plansHoldNoNativeMemory() {
    int before = nativeArrays();

    List<Layer> layers = Architecture.named("googlenet").layers(task("googlenet"));

    assertThat(layers).hasSize(12);
    assertThat(nativeArrays()).isEqualTo(before);
  }

  @Test
  void anInputThatWasNotPlannedForIsRefused() {
    Layer conv = Architecture.named("lenet").layers(task("lenet")).get(0);

    assertThatThrownBy(() -> conv.outputShapes(List.of(Shape.of(1, 5, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv1")
        .hasMessageContaining("[1, 5, 5]");
  }

  private static TaskSpec task(String architecture) {
    return new TaskSpec("zoo", architecture, List.of("a", "b", "c"), List.of(Shape.of(1, 40, 40)));
  }

  private static NDList maps(NDManager manager, Shape sample) {
    ai.djl.ndarray.types.Shape batch =
        new ai.djl.ndarray.types.Shape(4, sample.extent(0), sample.extent(1), sample.extent(2));
    return new NDList(manager.randomUniform(0, 1, batch, DataType.FLOAT32));
  }

  private static int nativeArrays() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}
