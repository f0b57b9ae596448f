package dev.thaw.bench.evaluate.data;

import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * An input and what it is. Immutable; it keeps its tensors.
 *
 * @param label place among the task's labels
 * @param strokeBytes of the same character as pen strokes of 16-bit coordinates; 0 if it has none
 */
public record Sample(List<Tensor> input, int label, int strokeBytes) {}
