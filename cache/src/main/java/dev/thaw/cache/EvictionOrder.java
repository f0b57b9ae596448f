package dev.thaw.cache;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Samples in the order in which they lose something when room is needed: the lowest price first,
 * and among equal prices the one used least lately. Not thread-safe.
 *
 * <p>A sample's place follows from what it is. Whoever changes a sample, or what prices depend on,
 * removes it before and adds it again afterwards.
 */
final class EvictionOrder {
  private record Place(double price, long lastUse) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPrice = Double.compare(price, other.price);
      return byPrice != 0 ? byPrice : Long.compare(lastUse, other.lastUse);
    }
  }

  private final TreeMap<Place, SampleEntry> entries = new TreeMap<>();
  private final ToDoubleFunction<SampleEntry> price;
  private final ToLongFunction<SampleEntry> size;
  private long bytes;

  /**
   * An empty order.
   *
   * @param size the bytes that a sample counts with
   */
  EvictionOrder(ToDoubleFunction<SampleEntry> price, ToLongFunction<SampleEntry> size) {
    this.price = price;
    this.size = size;
  }

  void add(SampleEntry entry) {
    entries.put(place(entry), entry);
    bytes += size.applyAsLong(entry);
  }

  void remove(SampleEntry entry) {
    entries.remove(place(entry));
    bytes -= size.applyAsLong(entry);
  }

  @Nullable SampleEntry first() {
    Map.Entry<Place, SampleEntry> first = entries.firstEntry();
    return first == null ? null : first.getValue();
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  private Place place(SampleEntry entry) {
    return new Place(price.applyAsDouble(entry), entry.lastUse());
  }
}
