package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredLayerTest {
  private static final String GOLDEN =
      "5448574c" // magic "THWL"
          + "0100" // version
          + "0300666331" // name "fc1"
          + "0200" // two tensors
          + "0100770002020000000100000000008040000020c1" // w, fp32 [2, 1]: 4, -10
          + "01006200000000003f"; // b, fp32 scalar: 0.5

  private static final StoredLayer LAYER =
      new StoredLayer(
          "fc1",
          List.of(
              new StoredLayer.Named("w", Tensor.ofFloats(Shape.of(2, 1), 4, -10)),
              new StoredLayer.Named("b", Tensor.ofFloats(Shape.of(), 0.5f))));

  @Test
  void the_canonical_bytes_are_these() {
    assertThat(HexFormat.of().formatHex(LAYER.toBytes())).isEqualTo(GOLDEN);
    assertThat(StoredLayer.fromBytes("fc1", LAYER.toBytes())).isEqualTo(LAYER);
  }

  @Test
  void a_seed_gives_the_same_untrained_layer_on_every_machine() {
    try (LayeredModel model = LayeredModel.create(Tasks.grey(), 1)) {
      assertThat(model.layerDigest(7).hex())
          .isEqualTo("9e388c48884566e9df27016fce4d0c3e8091bd3d35ec52600d34a1e6338d681d");
    }
  }

  @Test
  void every_bit_pattern_survives() {
    ByteBuffer bits = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bits.putInt(0x7fc12345).putInt(0xff812345).putInt(0x80000000).putInt(1).flip();
    Tensor odd = Tensor.wrap(DType.FP32, Shape.of(4), new float[0], bits);
    byte[] bytes = new StoredLayer("x", List.of(new StoredLayer.Named("t", odd))).toBytes();
    assertThat(StoredLayer.fromBytes("x", bytes).toBytes()).isEqualTo(bytes);
    try (var manager = TorchRuntime.newManager()) {
      assertThat(NdTensors.tensor(NdTensors.array(manager, odd)).data()).isEqualTo(odd.data());
      assertThat(NdTensors.unstack(NdTensors.stack(manager, List.of(odd, odd))))
          .allSatisfy(tensor -> assertThat(tensor.data()).isEqualTo(odd.data()));
    }
  }

  @Test
  void every_truncation_is_refused_with_the_layers_name() {
    byte[] bytes = LAYER.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> StoredLayer.fromBytes("fc1", cut))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("layer fc1");
    }
    assertThatThrownBy(() -> StoredLayer.fromBytes("fc1", Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("1 bytes too many");
  }

  @Test
  void mutated_bytes_are_read_as_what_they_say_or_refused() {
    long seed = 20261120;
    Random random = new Random(seed);
    byte[] bytes = LAYER.toBytes();
    for (int round = 0; round < 200_000; round++) {
      byte[] mutated = bytes.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(StoredLayer.fromBytes("fc1", mutated).toBytes())
            .as("seed %d round %d", seed, round)
            .isEqualTo(mutated);
      } catch (ModelException e) {
        assertThat(e.subject()).isEqualTo("layer fc1");
      }
    }
  }

  @Test
  void the_bytes_of_another_layer_are_refused() {
    try (LayeredModel model = LayeredModel.create(Tasks.grey(), 1)) {
      List<byte[]> swapped = List.of(model.layerBytes(7), model.layerBytes(6));
      assertThatThrownBy(() -> model.withLayers(6, swapped))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("layer fc1")
          .hasMessageContaining("found layer fc2");
      assertThat(model.layerDigest(6)).isEqualTo(Digest.of(model.layerBytes(6)));
    }
  }
}
