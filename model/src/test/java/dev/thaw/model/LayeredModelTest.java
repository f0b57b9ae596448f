package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayeredModelTest {
  static Stream<TaskSpec> tasks() {
    return Stream.of(Tasks.handwriting(), Tasks.grey());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void cutting_anywhere_changes_no_bit_of_the_result(TaskSpec task) {
    try (LayeredModel model = LayeredModel.create(task, 7)) {
      int n = model.layerCount();
      for (long seed = 0; seed < 5; seed++) {
        List<Tensor> sample = Tasks.sample(task.inputShapes(), seed);
        List<Tensor> whole = model.forward(0, n, sample);
        for (int cut = 0; cut <= n; cut++) {
          List<Tensor> activation = model.forward(0, cut, sample);
          assertThat(activation.stream().map(Tensor::shape)).isEqualTo(model.activationShapes(cut));
          assertThat(model.forward(cut, n, activation)).as("cut %d", cut).isEqualTo(whole);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void a_batch_gives_each_sample_what_it_gets_alone(TaskSpec task) {
    try (LayeredModel model = LayeredModel.create(task, 7)) {
      List<List<Tensor>> samples = new ArrayList<>();
      for (long seed = 0; seed < 17; seed++) {
        samples.add(Tasks.sample(task.inputShapes(), seed));
      }
      List<List<Tensor>> together = model.forwardBatch(0, model.layerCount(), samples);
      for (int i = 0; i < samples.size(); i++) {
        float[] alone = model.forward(0, model.layerCount(), samples.get(i)).get(0).toFloats();
        assertThat(together.get(i).get(0).toFloats())
            .containsExactly(alone, within(1e-5f * Math.max(1, largest(alone))));
      }
    }
  }

  @Test
  void no_cut_from_1_on_carries_a_tensor_of_the_input() {
    List<Tensor> sample = Tasks.sample(Tasks.handwriting().inputShapes(), 1);
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 1)) {
      for (int cut = 1; cut <= model.layerCount(); cut++) {
        assertThat(model.forward(0, cut, sample)).doesNotContainAnyElementsOf(sample);
        assertThat(model.activationShapes(cut))
            .doesNotContainAnyElementsOf(model.activationShapes(0));
      }
    }
  }

  @Test
  void the_handwriting_net_has_the_shapes_and_size_the_design_names() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 1)) {
      assertThat(model.layerNames())
          .containsExactly("conv1", "res1", "conv2", "res2", "conv3", "pool", "fc1", "fc2");
      assertThat(model.activationShapes(6)).containsExactly(Shape.of(512));
      assertThat(model.activationShapes(7)).containsExactly(Shape.of(128));
      assertThat(model.activationShapes(4)).containsExactly(Shape.of(96, 7, 7), Shape.of(32));
      assertThat(model.parameterCount(0, 8)).isBetween(290_000L, 400_000L);
    }
  }

  @Test
  void bytes_out_and_in_are_exact_and_digests_follow_them() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 3);
        LayeredModel same = LayeredModel.of(model.task(), model.layerBytesFrom(0));
        LayeredModel other = LayeredModel.create(Tasks.handwriting(), 4)) {
      for (int layer = 0; layer < model.layerCount(); layer++) {
        assertThat(same.layerBytes(layer)).isEqualTo(model.layerBytes(layer));
        assertThat(model.layerDigest(layer)).isEqualTo(Digest.of(model.layerBytes(layer)));
      }
      assertThat(same.prefixDigest(8)).isEqualTo(model.prefixDigest(8));
      assertThat(other.prefixDigest(8)).isNotEqualTo(model.prefixDigest(8));
      assertThat(model.prefixDigest(0)).isEqualTo(Digest.of(new byte[0]));
      assertThat(model.prefixDigest(2))
          .isEqualTo(Digest.ofPrefix(List.of(model.layerDigest(0), model.layerDigest(1))));
    }
  }

  @Test
  void quantised_activations_are_dequantised_on_the_way_in() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 3)) {
      List<Tensor> sample = Tasks.sample(model.activationShapes(4), 1);
      for (DType dtype : DType.values()) {
        List<Tensor> quantised = sample.stream().map(t -> t.to(dtype)).toList();
        List<Tensor> restored = quantised.stream().map(t -> t.to(DType.FP32)).toList();
        assertThat(model.forward(4, 8, quantised)).isEqualTo(model.forward(4, 8, restored));
      }
    }
  }

  @Test
  void models_share_layers_and_either_may_close_first() {
    List<Tensor> sample = Tasks.sample(Tasks.handwriting().inputShapes(), 1);
    LayeredModel first = LayeredModel.create(Tasks.handwriting(), 3);
    List<Tensor> before = first.forward(0, 8, sample);
    try (LayeredModel donor = LayeredModel.create(Tasks.handwriting(), 4)) {
      LayeredModel second = first.withLayers(6, donor.layerBytesFrom(6));
      assertThat(second.prefixDigest(6)).isEqualTo(first.prefixDigest(6));
      assertThat(second.layerDigest(7)).isEqualTo(donor.layerDigest(7));
      first.close();
      first.close();
      assertThatThrownBy(() -> first.forward(0, 8, sample))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      LayeredModel third = second.withLayers(6, rewritten(3));
      second.close();
      assertThat(third.forward(0, 8, sample)).isEqualTo(before);
      third.close();
    }
  }

  @Test
  void running_the_head_alone_runs_no_layer_of_the_backbone() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 3)) {
      List<Tensor> activation = model.forward(0, 6, Tasks.sample(model.activationShapes(0), 1));
      model.forward(6, 8, activation);
      model.forward(6, 8, activation);
      assertThat(model.layerRuns(0)).isEqualTo(1);
      assertThat(model.layerRuns(5)).isEqualTo(1);
      assertThat(model.layerRuns(6)).isEqualTo(2);
    }
  }

  @Test
  void a_wrong_slice_or_shape_or_architecture_is_named() {
    try (LayeredModel model = LayeredModel.create(Tasks.grey(), 3)) {
      List<Tensor> sample = Tasks.sample(model.activationShapes(0), 1);
      assertThatThrownBy(() -> model.forward(3, 9, sample))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[3,9)");
      assertThatThrownBy(() -> model.forward(6, 8, sample))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[[512]]")
          .hasMessageContaining("[[1, 28, 28]]");
      assertThatThrownBy(() -> model.withLayers(6, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 2 layers or one more, not 0");
    }
    TaskSpec unknown = new TaskSpec("t", "no-such-net", List.of("a", "b"), List.of(Shape.of(1)));
    assertThatThrownBy(() -> LayeredModel.create(unknown, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-net")
        .hasMessageContaining("handwriting");
    TaskSpec misfit = new TaskSpec("t", "handwriting", List.of("a", "b"), List.of(Shape.of(1)));
    assertThatThrownBy(() -> LayeredModel.create(misfit, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[11, 28, 28]");
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static List<byte[]> rewritten(long seed) {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), seed)) {
      return model.layerBytesFrom(6);
    }
  }
}
