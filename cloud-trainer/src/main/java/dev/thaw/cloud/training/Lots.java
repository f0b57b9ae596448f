package dev.thaw.cloud.training;

import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;

/** Numbers that are drawn for samples: the same for the same sample and seed. Stateless. */
final class Lots {
  private Lots() {}

  static long of(SampleId sample, long seed) {
    long mixed = (ByteBuffer.wrap(sample.bytes()).getLong() ^ seed) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }
}
