package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.core.Linear;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A layer behind the architecture's last, which adds to its logits what a linear map makes of
 * earlier activations: {@code logits * scale + weight phi}. Here {@code phi} is the concatenation
 * of blocks of activations, each divided by its Euclidean length. The layers before it stay as they
 * are, so a person's head is this one layer. Stateless; thread-safe.
 *
 * <p>Parameters: {@code blocks} fp32 {@code [blocks, 3]} (cut, first value, value after the last),
 * {@code scale} fp32 {@code [1]}, {@code weight} fp32 or int8 {@code [labels, columns]}.
 *
 * @param blocks in ascending order of their cuts; not empty
 */
record Residual(List<Block> blocks, int labels) implements Layer {
  static final String NAME = "residual";

  /** Added under the root, so that a block of zeros has a length and a gradient. */
  private static final float TINY = 1e-24f;

  private static final int BLOCK_VALUES = 3;

  /** Values {@code [from, to)} of the activation at {@code cut}, which is one vector. */
  record Block(int cut, int from, int to) {
    int length() {
      return to - from;
    }
  }

  Residual {
    blocks = List.copyOf(blocks);
  }

  /**
   * The layer whose canonical bytes are {@code bytes}, behind the layers of {@code plan}.
   *
   * @throws ModelException if they are not those of a residual layer that fits there
   */
  static Residual read(byte[] bytes, LayerPlan plan) {
    StoredLayer stored = StoredLayer.fromBytes(NAME, bytes);
    boolean named =
        stored.name().equals(NAME)
            && stored.tensors().size() == BLOCK_VALUES
            && stored.tensors().get(0).tensor().shape().rank() == 2
            && stored.tensors().get(0).tensor().shape().extent(1) == BLOCK_VALUES;
    if (!named) {
      throw new ModelException("layer " + NAME, "not a residual layer: " + stored);
    }
    Residual read = new Residual(blocks(stored.tensors().get(0).tensor()), plan.labels());
    read.requireFit(plan);
    return read;
  }

  /**
   * The layer that reads, at every cut from {@code depth} on, what is one vector there, part by
   * part; the deepest cuts first if all would be more than {@code most} columns.
   *
   * @return empty if there is none
   */
  static Optional<Residual> over(LayerPlan plan, int depth, int most) {
    Deque<Block> blocks = new ArrayDeque<>();
    int columns = 0;
    for (int cut = plan.architectureSize() - 1; cut >= Math.max(1, depth); cut--) {
      List<Shape> at = plan.shapes().get(cut);
      boolean vector = at.size() == 1 && at.get(0).rank() == 1;
      columns += vector ? at.get(0).elements() : 0;
      if (vector && columns <= most) {
        parts(plan, cut).forEach(blocks::addFirst);
      }
    }
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(new Residual(List.copyOf(blocks), plan.labels()));
  }

  /** The parts of the vector at {@code cut}, last first. */
  private static Deque<Block> parts(LayerPlan plan, int cut) {
    Deque<Block> parts = new ArrayDeque<>();
    int from = 0;
    for (int length : plan.layers().get(cut - 1).outputParts(plan.shapes().get(cut - 1))) {
      parts.addFirst(new Block(cut, from, from + length));
      from += length;
    }
    return parts;
  }

  /** The canonical bytes of this layer with the given values. */
  byte[] toBytes(float scale, Tensor weight) {
    float[] values = new float[blocks.size() * BLOCK_VALUES];
    for (int i = 0; i < blocks.size(); i++) {
      values[i * BLOCK_VALUES] = blocks.get(i).cut();
      values[i * BLOCK_VALUES + 1] = blocks.get(i).from();
      values[i * BLOCK_VALUES + 2] = blocks.get(i).to();
    }
    List<ParameterSpec> specs = parameters();
    return new StoredLayer(
            NAME,
            List.of(
                named(specs.get(0), Tensor.ofFloats(specs.get(0).shape(), values)),
                named(specs.get(1), Tensor.ofFloats(specs.get(1).shape(), scale)),
                named(specs.get(2), weight)))
        .toBytes();
  }

  /** The number of values in {@code phi}. */
  int columns() {
    return blocks.stream().mapToInt(Block::length).sum();
  }

  /** The shallowest cut that it reads: no slice that begins behind it can run this layer. */
  int firstCut() {
    return blocks.get(0).cut();
  }

  /** The number of cuts that it reads. */
  int cuts() {
    return (int) blocks.stream().mapToInt(Block::cut).distinct().count();
  }

  /** Whether it reads the activation at {@code cut}. */
  boolean reads(int cut) {
    return blocks.stream().anyMatch(block -> block.cut() == cut);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(
        ParameterSpec.fixed("blocks", blocks.size(), BLOCK_VALUES),
        ParameterSpec.fixed("scale", 1),
        ParameterSpec.matrix("weight", labels, columns()));
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputShapes) {
    return List.of(Shape.of(labels));
  }

  @Override
  public long flops(List<Shape> inputShapes) {
    return 2L * labels * columns();
  }

  /**
   * Runs the layer.
   *
   * @param inputs for each cut that is read its activation {@code [batch, values]}, shallowest
   *     first, then the logits {@code [batch, labels]}
   */
  @Override
  public NDList forward(NDList inputs, NDList parameters, Pass pass) {
    NDArray logits = inputs.get(inputs.size() - 1);
    NDArray added = Linear.linear(phi(inputs), parameters.get(2)).head();
    return new NDList(logits.mul(parameters.get(1)).add(added));
  }

  /**
   * The blocks, each of length 1 or all zero, {@code [batch, columns]}.
   *
   * @param activations for each cut that is read its activation, shallowest first; more may follow
   */
  NDArray phi(NDList activations) {
    NDList parts = new NDList();
    int place = -1;
    int cut = -1;
    for (Block block : blocks) {
      if (block.cut() != cut) {
        cut = block.cut();
        place++;
      }
      parts.add(unit(slice(activations.get(place), block)));
    }
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts, 1);
  }

  private static NDArray slice(NDArray activation, Block block) {
    boolean whole = block.from() == 0 && block.to() == activation.getShape().get(1);
    return whole
        ? activation
        : activation.get(new NDIndex().addAllDim().addSliceDim(block.from(), block.to()));
  }

  private static NDArray unit(NDArray values) {
    NDArray tiny = values.getManager().create(TINY);
    return values.div(values.mul(values).sum(new int[] {1}, true).add(tiny).sqrt());
  }

  private void requireFit(LayerPlan plan) {
    int before = 0;
    for (Block block : blocks) {
      boolean fits = block.cut() >= before && block.cut() < plan.size() && block.length() > 0;
      if (!fits || !plan.isVectorOf(block.cut(), block.to()) || block.from() < 0) {
        throw new ModelException("layer " + NAME, "does not fit the model: " + blocks);
      }
      before = block.cut();
    }
  }

  private static List<Block> blocks(Tensor stored) {
    float[] values = stored.toFloats();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < values.length; i += BLOCK_VALUES) {
      blocks.add(new Block(whole(values[i]), whole(values[i + 1]), whole(values[i + 2])));
    }
    return blocks;
  }

  private static int whole(float value) {
    int whole = (int) value;
    if (whole != value) {
      throw new ModelException("layer " + NAME, "not a whole number: " + value);
    }
    return whole;
  }

  private static StoredLayer.Named named(ParameterSpec spec, Tensor tensor) {
    return new StoredLayer.Named(spec.name(), tensor);
  }
}
