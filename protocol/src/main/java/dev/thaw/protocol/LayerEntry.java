package dev.thaw.protocol;

/** A layer as a manifest names it: its name, the digest and the size of its canonical bytes. */
public record LayerEntry(String name, Digest digest, int sizeBytes) {
  public LayerEntry {
    Names.require("layer", name);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("not a size: " + sizeBytes);
    }
  }
}
