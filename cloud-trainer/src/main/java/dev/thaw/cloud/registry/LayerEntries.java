package dev.thaw.cloud.registry;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import java.util.ArrayList;
import java.util.List;

/** Names layers as a manifest does. */
public final class LayerEntries {
  private LayerEntries() {}

  /** The entries of layers with the given names and canonical bytes. */
  public static List<LayerEntry> of(List<String> names, List<byte[]> layers) {
    List<LayerEntry> entries = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      byte[] bytes = layers.get(i);
      entries.add(new LayerEntry(names.get(i), Digest.of(bytes), bytes.length));
    }
    return entries;
  }

  /**
   * The entries of {@code whole} with those from {@code from} on replaced by {@code head}, of which
   * one layer more than the architecture has is a residual layer.
   */
  public static List<LayerEntry> withHead(List<LayerEntry> whole, int from, List<byte[]> head) {
    List<String> names = new ArrayList<>(whole.stream().skip(from).map(LayerEntry::name).toList());
    names.add(LayeredModel.RESIDUAL);
    List<LayerEntry> entries = new ArrayList<>(whole.subList(0, from));
    entries.addAll(of(names, head));
    return entries;
  }
}
