package dev.thaw.cloud.statistics;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.SampleId;

/**
 * An uploaded sample that counts in a scope's statistics. Immutable.
 *
 * @param sequence its place in the feature log; a new label gives it a new one
 * @param example of weight 1
 */
public record Counted(String device, SampleId id, long sequence, Example example) {
  Counted labelled(int label) {
    return new Counted(
        device, id, sequence, new Example(example.activation(), label, example.weight()));
  }
}
