package dev.thaw.bench.baseline;

import java.util.List;

/** All values as fp32, in the canonical bytes of the layers. Stateless. */
record PlainWeights(Slice slice) implements WeightCodec {
  @Override
  public List<byte[]> download(Weights global) {
    return slice.toLayers(global);
  }

  @Override
  public Weights start(List<byte[]> download) {
    return slice.fromLayers(download);
  }

  @Override
  public List<byte[]> upload(Weights start, Weights trained) {
    return slice.toLayers(trained);
  }

  @Override
  public Weights trained(Weights global, List<byte[]> upload) {
    return slice.fromLayers(upload);
  }
}
