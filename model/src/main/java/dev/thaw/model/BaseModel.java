package dev.thaw.model;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * A general model as it ships: the task, the layers' canonical bytes, labelled samples of the
 * general data, and the card that tells where it comes from. Immutable as long as nobody writes to
 * the layers' arrays.
 *
 * @param layers canonical bytes of all layers, in order
 * @param samples inputs at cut 0
 * @param card the model card, Markdown
 */
public record BaseModel(
    TaskSpec task, List<byte[]> layers, List<GeneralSample> samples, String card) {
  /**
   * Checks the samples against the task.
   *
   * @throws IllegalArgumentException if a label or a shape does not fit
   */
  public BaseModel {
    layers = List.copyOf(layers);
    samples = List.copyOf(samples);
    samples.forEach(sample -> requireFit(task, sample));
  }

  /** The model; the caller closes it. */
  public LayeredModel model() {
    return LayeredModel.of(task, layers);
  }

  /** One file with everything; equal content gives equal bytes. */
  public byte[] toBytes() {
    return BaseModelArchive.write(this);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws ModelException if the bytes are anything else
   */
  public static BaseModel fromBytes(byte[] bytes) {
    return BaseModelArchive.read(bytes);
  }

  private static void requireFit(TaskSpec task, GeneralSample sample) {
    List<Shape> shapes = sample.inputs().stream().map(Tensor::shape).toList();
    if (sample.label() >= task.labels().size() || !shapes.equals(task.inputShapes())) {
      throw new IllegalArgumentException(
          "a sample of label " + sample.label() + " and shapes " + shapes + " is not of " + task);
    }
  }
}
