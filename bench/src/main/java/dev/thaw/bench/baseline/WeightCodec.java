package dev.thaw.bench.baseline;

import java.util.List;

/**
 * How weights travel. Each end of a line has one of its own; the two agree on nothing but the slice
 * and its general values. Not thread-safe.
 */
interface WeightCodec {
  /** Server: what a device is sent. */
  List<byte[]> download(Weights global);

  /** Device: where it starts from, from what it was sent. */
  Weights start(List<byte[]> download);

  /** Device: what it sends of what became of {@code start}. */
  List<byte[]> upload(Weights start, Weights trained);

  /**
   * Server: what the device's training counts as in the mean.
   *
   * @param global what this round began with
   */
  Weights trained(Weights global, List<byte[]> upload);

  /** The codec of one end. */
  static WeightCodec of(Slice slice, boolean compressed) {
    return compressed ? new QuantisedWeights(slice) : new PlainWeights(slice);
  }
}
