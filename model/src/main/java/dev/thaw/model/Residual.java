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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A layer behind the architecture's last, which adds to its logits what a linear map makes of
 * earlier activations: {@code logits * scale + weight phi}. Here {@code phi} is the concatenation
 * of blocks of activations, each divided by its Euclidean length. The layers before it stay as they
 * are, so a person's head is this one layer. What it adds is restrained as {@link Taught} says.
 * Stateless; thread-safe.
 *
 * <p>Parameters: {@code blocks} fp32 {@code [blocks, 3]} (cut, first value, value after the last),
 * {@code scale} fp32 {@code [1]}, {@code weight} fp32 or int8 {@code [labels, columns]}, {@code
 * taught} fp32 {@code [labels]} (1 or 0), {@code share} fp32 {@code [1]}.
 *
 * @param blocks in ascending order of their cuts; not empty
 * @param restrained whether there are labels that it was not taught, and not all that it changes
 *     for them counts
 */
record Residual(List<Block> blocks, int labels, boolean restrained) implements Layer {
  static final String NAME = "residual";

  /** Added under the root, so that a block of zeros has a length and a gradient. */
  private static final float TINY = 1e-24f;

  private static final int BLOCK_VALUES = 3;
  private static final int PARAMETERS = 5;

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
            && stored.tensors().size() == PARAMETERS
            && stored.tensors().get(0).tensor().shape().rank() == 2
            && stored.tensors().get(0).tensor().shape().extent(1) == BLOCK_VALUES;
    if (!named) {
      throw new ModelException("layer " + NAME, "not a residual layer: " + stored);
    }
    Taught taught = taught(stored.tensors().get(3).tensor(), stored.tensors().get(4).tensor());
    Residual read =
        new Residual(
            blocks(stored.tensors().get(0).tensor()),
            plan.labels(),
            taught.restricts(plan.labels()));
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
        : Optional.of(new Residual(List.copyOf(blocks), plan.labels(), false));
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
  byte[] toBytes(float scale, Tensor weight, Taught taught) {
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
                named(specs.get(2), weight),
                named(specs.get(3), taught.mask(labels)),
                named(specs.get(4), Tensor.ofFloats(specs.get(4).shape(), taught.share()))))
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
        ParameterSpec.matrix("weight", labels, columns()),
        ParameterSpec.fixed("taught", labels),
        ParameterSpec.fixed("share", 1));
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
    NDArray before = inputs.get(inputs.size() - 1).mul(parameters.get(1));
    NDArray after = before.add(Linear.linear(phi(inputs), parameters.get(2)).head());
    return new NDList(
        restrained ? Taught.restrain(before, after, parameters.get(3), parameters.get(4)) : after);
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

  /** What the layer was taught, by its mask and share. */
  private static Taught taught(Tensor mask, Tensor share) {
    float[] values = mask.toFloats();
    Set<Integer> labels = new HashSet<>();
    for (int label = 0; label < values.length; label++) {
      if (whole(values[label]) == 1) {
        labels.add(label);
      } else if (values[label] != 0) {
        throw new ModelException("layer " + NAME, "neither taught nor not: " + values[label]);
      }
    }
    try {
      return new Taught(labels, share.toFloats()[0]);
    } catch (IllegalArgumentException e) {
      throw new ModelException("layer " + NAME, "cannot be read", e);
    }
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
