package dev.thaw.protocol;

import java.time.Instant;
import java.util.List;

/**
 * The output of layers {@code [0, cut)} for one sample, with what produced it and when. In the
 * split-computing literature the cut is the "cut layer" and an activation is "smashed data".
 * Immutable.
 *
 * @param prefix the prefix digest at {@code cut}: together with the task and the sample it decides
 *     alone where the activation may be used
 * @param createdAt when it was computed; kept in whole milliseconds
 * @param tensors one or a few tensors, without a batch dimension
 */
public record Activation(
    String task, SampleId sample, int cut, Digest prefix, Instant createdAt, List<Tensor> tensors) {
  /** The most tensors that may pass from one layer to the next. */
  public static final int MAX_TENSORS = 8;

  public Activation {
    Names.require("task", task);
    createdAt = Times.require("creation", createdAt);
    tensors = List.copyOf(tensors);
    if (cut < 0 || cut > Manifest.MAX_LAYERS) {
      throw new IllegalArgumentException("not a cut: " + cut);
    }
    if (tensors.isEmpty() || tensors.size() > MAX_TENSORS) {
      throw new IllegalArgumentException("an activation has 1 to 8 tensors, not " + tensors.size());
    }
  }

  /** Bytes of all tensors' values. */
  public int byteSize() {
    return tensors.stream().mapToInt(Tensor::byteSize).sum();
  }

  /** This activation with every tensor as {@code dtype}. */
  public Activation to(DType dtype) {
    return new Activation(
        task, sample, cut, prefix, createdAt, tensors.stream().map(t -> t.to(dtype)).toList());
  }
}
