package dev.thaw.edge.link;

import java.util.concurrent.atomic.LongAdder;

/** Bytes that crossed the link, by purpose, HTTP and WebSocket headers not counted. Thread-safe. */
public final class Traffic {
  final LongAdder featuresUp = new LongAdder();
  final LongAdder controlUp = new LongAdder();
  final LongAdder controlDown = new LongAdder();
  final LongAdder manifestsDown = new LongAdder();
  final LongAdder layersDown = new LongAdder();

  /** Frames that carry features. */
  public long featureBytesUp() {
    return featuresUp.sum();
  }

  /** Manifest envelopes. */
  public long manifestBytesDown() {
    return manifestsDown.sum();
  }

  /** Layers, as stored. */
  public long layerBytesDown() {
    return layersDown.sum();
  }

  /** Everything else up: hellos and reports. */
  public long controlBytesUp() {
    return controlUp.sum();
  }

  /** Everything else down: welcomes, acknowledgements, notices, the key. */
  public long controlBytesDown() {
    return controlDown.sum();
  }
}
