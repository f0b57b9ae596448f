package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;

/** The identity of an activation. Immutable. */
record RowKey(SampleKey sample, Digest prefix) {
  static RowKey of(Activation activation) {
    return new RowKey(sampleOf(activation), activation.prefix());
  }

  static SampleKey sampleOf(Activation activation) {
    return new SampleKey(activation.task(), activation.sample());
  }
}
