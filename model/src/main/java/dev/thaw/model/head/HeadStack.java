package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.TorchRuntime;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Slots for heads of one shape that take their steps together. A step has as many rows for each
 * head as its largest batch; rows that a head does not fill are zeros of weight 0. Products never
 * mix slots, so what is wrong with one head stays with it. Not thread-safe; the creator closes it.
 */
final class HeadStack implements AutoCloseable {

  private final NDManager manager = TorchRuntime.newManager();
  private final StackShape shape;
  private final int capacity;
  private final List<LayerStack> layers;
  private final NDArray inputs;
  private final FloatBuffer values;
  private final float[] zeros;

  /**
   * An empty stack.
   *
   * @param rows of the largest batch
   */
  HeadStack(StackShape shape, int slots, int rows) {
    this.shape = shape;
    this.capacity = Math.multiplyExact(slots, rows);
    this.layers =
        shape.layers().stream().map(layer -> new LayerStack(manager, slots, layer)).toList();
    this.inputs = manager.create(new Shape(capacity, shape.in()), DataType.FLOAT32);
    this.values = AnchoredAdam.view(inputs);
    this.zeros = new float[shape.in()];
  }

  /** Makes a slot's values those of {@code head}. */
  void load(int slot, StackedHead head) {
    for (int layer = 0; layer < layers.size(); layer++) {
      layers.get(layer).load(slot, head.layers().get(layer));
    }
  }

  /** Takes one step of each head, in the slots from 0 on. */
  void step(List<StackedHead> heads) {
    int rows = heads.stream().mapToInt(StackedHead::batch).max().orElseThrow();
    try (NDManager scratch = manager.newSubManager()) {
      List<LayerStack.Trace> traces = run(gather(scratch, heads, rows), 0, heads.size());
      NDArray logits = traces.get(traces.size() - 1).output();
      StackLoss loss = new StackLoss(scratch, logits, heads);
      update(heads, traces, loss);
    }
  }

  /** How the head in {@code slot} does on {@code set}, without dropout. */
  Score score(int slot, ExampleRows set, float temperature) {
    Tally tally = new Tally(set, temperature);
    for (int from = 0; from < set.size(); from += capacity) {
      int to = Math.min(set.size(), from + capacity);
      try (NDManager scratch = manager.newSubManager()) {
        for (int row = from; row < to; row++) {
          values.put((row - from) * shape.in(), set.row(row));
        }
        List<LayerStack.Trace> traces = run(input(scratch, 1, to - from), slot, slot + 1);
        tally.add(traces.get(traces.size() - 1).output(), from);
      }
    }
    return tally.score();
  }

  private void update(List<StackedHead> heads, List<LayerStack.Trace> traces, StackLoss loss) {
    NDArray ofOutput = loss.gradient();
    for (int layer = layers.size() - 1; layer >= 0; layer--) {
      LayerStack.Backward backward = layers.get(layer).new Backward(traces.get(layer), ofOutput);
      if (layer > 0) {
        ofOutput = backward.ofInput();
      }
      for (int slot = 0; slot < heads.size(); slot++) {
        StackedHead head = heads.get(slot);
        if (loss.isAccepted(slot)) {
          backward.step(slot, head.layers().get(layer), head.rate());
        }
      }
    }
  }

  private List<LayerStack.Trace> run(NDArray input, int from, int to) {
    List<LayerStack.Trace> traces = new ArrayList<>();
    NDArray activation = input;
    for (LayerStack layer : layers) {
      LayerStack.Trace trace = layer.run(activation, from, to);
      traces.add(trace);
      activation = trace.output();
    }
    return traces;
  }

  private NDArray gather(NDManager scratch, List<StackedHead> heads, int rows) {
    for (int slot = 0; slot < heads.size(); slot++) {
      StackedHead head = heads.get(slot);
      int batch = head.batch();
      for (int row = 0; row < rows; row++) {
        values.put((slot * rows + row) * shape.in(), row < batch ? head.row(row) : zeros);
      }
    }
    return input(scratch, heads.size(), rows);
  }

  /** The first rows as {@code [slots, rows, in]}. */
  private NDArray input(NDManager scratch, int slots, int rows) {
    NDIndex used = new NDIndex().addSliceDim(0, (long) slots * rows);
    return inputs.get(scratch, used).reshape(slots, rows, shape.in());
  }

  @Override
  public void close() {
    manager.close();
  }
}
