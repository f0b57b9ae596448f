package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaseModelTest {
  @Test
  void a_bundle_comes_back_as_it_was_and_equal_content_gives_equal_bytes() {
    BaseModel base = base();
    byte[] bytes = base.toBytes();
    BaseModel read = BaseModel.fromBytes(bytes);
    assertThat(read.task()).isEqualTo(base.task());
    assertThat(read.samples()).isEqualTo(base.samples());
    assertThat(read.card()).isEqualTo(base.card());
    assertThat(read.toBytes()).isEqualTo(bytes);
    try (LayeredModel model = read.model();
        LayeredModel original = base.model()) {
      assertThat(model.prefixDigest(8)).isEqualTo(original.prefixDigest(8));
    }
  }

  @Test
  void anything_else_is_refused_with_one_exception() {
    long seed = 7;
    Random random = new Random(seed);
    byte[] bytes = base().toBytes();
    assertThatThrownBy(() -> BaseModel.fromBytes(new byte[0])).isInstanceOf(ModelException.class);
    assertThatThrownBy(() -> BaseModel.fromBytes("no zip".getBytes()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("base model");
    for (int round = 0; round < 60; round++) {
      byte[] broken =
          round < 30
              ? Arrays.copyOf(bytes, random.nextInt(bytes.length / 2))
              : flipped(bytes, random);
      try {
        BaseModel.fromBytes(broken);
      } catch (ModelException expected) {
        assertThat(expected).as("seed %d round %d", seed, round).hasMessageContaining("base model");
      }
    }
  }

  @Test
  void a_sample_that_is_not_of_the_task_is_named() {
    TaskSpec task = Tasks.grey();
    GeneralSample alien = new GeneralSample(10, Tasks.sample(task.inputShapes(), 1));
    assertThatThrownBy(() -> new BaseModel(task, List.of(), List.of(alien), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 10");
  }

  @Test
  void a_tensor_in_the_file_has_these_bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Tensor tensor = Tensor.ofFloats(Shape.of(2, 2), 127, -127, 254, 2).to(DType.INT8);
    TensorStream.write(new DataOutputStream(bytes), tensor);
    assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
        .isEqualTo("02" + "020000000200000002" + "3f80000040000000" + "7f817f01");
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] broken = bytes.clone();
    broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
    return broken;
  }

  private static BaseModel base() {
    TaskSpec task = Tasks.grey();
    List<Tensor> sample = Tasks.sample(task.inputShapes(), 1);
    List<GeneralSample> samples =
        Arrays.stream(DType.values())
            .map(dtype -> new GeneralSample(3, sample.stream().map(t -> t.to(dtype)).toList()))
            .toList();
    try (LayeredModel model = LayeredModel.create(task, 11)) {
      return new BaseModel(task, model.layerBytesFrom(0), samples, "# Card\n\nü\n");
    }
  }
}
