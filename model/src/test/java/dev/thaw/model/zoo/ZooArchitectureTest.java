package dev.thaw.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ParameterSpec;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZooArchitectureTest {
  private static final long SEED = 31;
  private static final int LABELS = 6;
  private static final int GRID = 4;
  private static final float RATE = 0.001f;
  private static final int EPOCHS = 60;
  private static final Map<String, LayeredModel> MODELS = new HashMap<>();

  @AfterAll
  static void closeModels() {
    MODELS.values().forEach(LayeredModel::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "alexnet", "mobilenet-v2", "squeezenet", "googlenet"})
  void cuttingAnywhereChangesNoBitOfTheResult(String architecture) {
    LayeredModel model = model(architecture);
    int n = model.layerCount();
    List<Tensor> input = input(model, 1);
    List<Tensor> whole = model.forward(0, n, input);

    assertThat(whole.get(0).isFinite()).isTrue();
    for (int cut = 0; cut <= n; cut++) {
      List<Tensor> activation = model.forward(0, cut, input);
      assertThat(activation.stream().map(Tensor::shape)).isEqualTo(model.activationShapes(cut));
      assertThat(model.forward(cut, n, activation)).as("cut %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "alexnet", "mobilenet-v2", "squeezenet", "googlenet"})
  void layersReadBackAreTheSameLayers(String architecture) {
    LayeredModel model = model(architecture);
    int n = model.layerCount();

    try (LayeredModel read = LayeredModel.of(model.task(), model.layerBytesFrom(0))) {
      for (int cut = 0; cut <= n; cut++) {
        assertThat(read.prefixDigest(cut)).isEqualTo(model.prefixDigest(cut));
      }
      assertThat(read.layerBytes(n - 1)).isEqualTo(model.layerBytes(n - 1));
      assertThat(read.forward(0, n, input(model, 2)))
          .isEqualTo(model.forward(0, n, input(model, 2)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lenet, 5, 1",
    "lenet, 5, 3",
    "alexnet, 8, 1",
    "mobilenet-v2, 10, 1",
    "mobilenet-v2, 10, 3",
    "squeezenet, 10, 1",
    "squeezenet, 10, 2",
    "googlenet, 12, 1",
    "googlenet, 12, 3"
  })
  void theLastLayersLearn(String architecture, int layers, int thawed) {
    LayeredModel model = model(architecture);
    assertThat(model.layerCount()).isEqualTo(layers);
    int depth = layers - thawed;
    HeadOptions options = new HeadOptions(EPOCHS, 0, 8, RATE, 0, false, 1);

    TrainedHead head = new HeadTrainer().train(model, depth, examples(model, depth), options, SEED);

    double loss = head.metrics().get("loss");
    assertThat(loss).isLessThan(0.9 * head.metrics().get("lossBefore"));
    if (thawed > 1) {
      assertThat(loss).as("better than guessing").isLessThan(Math.log(LABELS) - 0.01);
    }
    try (LayeredModel trained = model.withLayers(depth, head.layers())) {
      assertThat(trained.prefixDigest(depth)).isEqualTo(model.prefixDigest(depth));
      assertThat(trained.layerDigest(layers - 1)).isNotEqualTo(model.layerDigest(layers - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"lenet, 9", "alexnet, 67", "mobilenet-v2, 1", "squeezenet, 17", "googlenet, 1"})
  void theSmallestInputFitsInGreyAndInColour(String architecture, int side) {
    for (int channels : new int[] {1, 3}) {
      Shape smallest = Shape.of(channels, side, side);
      assertThat(layers(architecture, smallest)).isNotEmpty();
    }
    if (side > 1) {
      assertThatThrownBy(() -> layers(architecture, Shape.of(1, side - 1, side)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(architecture)
          .hasMessageContaining("[1, " + (side - 1) + ", " + side + "]");
    }
  }

  @Test
  void inputsThatAreNotImagesAreRefused() {
    assertThatThrownBy(() -> layers("lenet", Shape.of(2, 28, 28)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layers("lenet", Shape.of(28, 28)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The counts are those of the papers' nets in DJL, running statistics included. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 28, 61360",
    "mobilenet-v2, 32, 2265990",
    "squeezenet, 32, 724422",
    "googlenet, 32, 5973430"
  })
  void everyParameterOfTheNetBelongsToOneLayer(String architecture, int side, long parameters) {
    List<Layer> layers = layers(architecture, Shape.of(1, side, side));

    assertThat(layers.stream().mapToLong(Layer::parameterCount).sum()).isEqualTo(parameters);
    for (Layer layer : layers) {
      assertThat(layer.parameters()).extracting(ParameterSpec::name).doesNotHaveDuplicates();
    }
  }

  @Test
  void runningStatisticsAreParameters() {
    List<ParameterSpec> pool = layers("mobilenet-v2", Shape.of(1, 32, 32)).get(8).parameters();

    assertThat(pool)
        .extracting(ParameterSpec::role)
        .containsExactly(
            ParameterSpec.Role.MATRIX,
            ParameterSpec.Role.GAIN,
            ParameterSpec.Role.BIAS,
            ParameterSpec.Role.RUNNING_MEAN,
            ParameterSpec.Role.RUNNING_VARIANCE);
  }

  private static LayeredModel model(String architecture) {
    return MODELS.computeIfAbsent(
        architecture, name -> LayeredModel.create(task(name, inputShape(name)), SEED));
  }

  private static Shape inputShape(String architecture) {
    return switch (architecture) {
      case "lenet" -> Shape.of(1, 28, 28);
      case "alexnet" -> Shape.of(1, 67, 67);
      default -> Shape.of(3, 48, 48);
    };
  }

  private static List<Layer> layers(String architecture, Shape input) {
    return Architecture.named(architecture).layers(task(architecture, input));
  }

  private static TaskSpec task(String architecture, Shape input) {
    List<String> labels = IntStream.range(0, LABELS).mapToObj(i -> "label" + i).toList();
    return new TaskSpec("zoo", architecture, labels, List.of(input));
  }

  private static List<Example> examples(LayeredModel model, int cut) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2 * LABELS; i++) {
      examples.add(new Example(model.forward(0, cut, input(model, i % LABELS)), i % LABELS, 1));
    }
    return examples;
  }

  /** A coarse pattern of its own for each seed, the same in all channels. */
  private static List<Tensor> input(LayeredModel model, long seed) {
    Shape shape = model.task().inputShapes().get(0);
    Random random = new Random(seed);
    float[] values = new float[shape.elements()];
    float[] grid = new float[GRID * GRID];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = 2 * random.nextFloat() - 1;
    }
    int side = shape.extent(1);
    for (int i = 0; i < values.length; i++) {
      int row = i / side % side * GRID / side;
      int column = i % side * GRID / side;
      values[i] = grid[row * GRID + column];
    }
    return List.of(Tensor.ofFloats(shape, values));
  }
}
