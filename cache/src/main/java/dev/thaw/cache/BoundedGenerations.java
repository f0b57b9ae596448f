package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The activations of those prefixes that have a bound of their own, and which of them go beyond it:
 * those of samples that nobody annotated first, then those used least lately, those of pinned
 * samples never. Newcomers, which somebody may still annotate, displace acknowledged samples up to
 * a quarter of the bound. Not thread-safe; changed by {@link SampleIndex} alone.
 */
final class BoundedGenerations {
  private static final double NOT_ANNOTATED = 0;
  private static final double ACKNOWLEDGED = 1;
  private static final double PINNED = 2;
  private static final int NEWCOMERS_SHARE = 4;

  private record Generation(String task, Digest prefix) {}

  /**
   * The samples with an activation of one generation.
   *
   * @param newcomers those in the window, the least lately used first
   * @param others the cheapest first
   */
  private record Holders(EvictionOrder newcomers, EvictionOrder others) {
    static Holders of(Generation generation) {
      return new Holders(order(generation), order(generation));
    }

    EvictionOrder orderOf(SampleEntry entry) {
      return entry.isInWindow() ? newcomers : others;
    }

    long bytes() {
      return newcomers.bytes() + others.bytes();
    }

    boolean isEmpty() {
      return newcomers.size() + others.size() == 0;
    }

    /** Whose activation goes first from a bound of {@code maxBytes}; null if all are pinned. */
    @Nullable SampleEntry first(long maxBytes) {
      SampleEntry newcomer = newcomers.first();
      SampleEntry other = others.first();
      if (other == null || other.isPinned()) {
        return newcomer;
      }
      boolean tooMany = newcomers.bytes() > maxBytes / NEWCOMERS_SHARE;
      return newcomer != null && other.annotation() != null && tooMany ? newcomer : other;
    }

    private static EvictionOrder order(Generation generation) {
      return new EvictionOrder(
          BoundedGenerations::price,
          entry -> Objects.requireNonNull(entry.row(generation.prefix)).bytes());
    }
  }

  private final Map<Generation, Holders> generations = new HashMap<>();
  private final PrefixRules rules;

  BoundedGenerations(PrefixRules rules) {
    this.rules = rules;
  }

  void add(SampleEntry entry) {
    String task = entry.key().task();
    for (SampleEntry.Row row : entry.rows()) {
      if (row.isBounded()) {
        Generation generation = new Generation(task, row.prefix());
        generations.computeIfAbsent(generation, Holders::of).orderOf(entry).add(entry);
      }
    }
  }

  void remove(SampleEntry entry) {
    for (SampleEntry.Row row : entry.rows()) {
      if (row.isBounded()) {
        remove(entry, new Generation(entry.key().task(), row.prefix()));
      }
    }
  }

  private void remove(SampleEntry entry, Generation generation) {
    Holders holders = Objects.requireNonNull(generations.get(generation));
    holders.orderOf(entry).remove(entry);
    if (holders.isEmpty()) {
      generations.remove(generation);
    }
  }

  /** Whether the activations that a prefix made take more than they may. */
  boolean isOverfull(String task, Digest prefix) {
    Holders holders = generations.get(new Generation(task, prefix));
    return holders != null && holders.bytes() > maxBytes(task, prefix);
  }

  /** What goes next; null if nothing is beyond its bound, or nothing that may go. */
  @Nullable Evicted next() {
    for (Map.Entry<Generation, Holders> each : generations.entrySet()) {
      Generation generation = each.getKey();
      long maxBytes = maxBytes(generation.task, generation.prefix);
      SampleEntry first =
          each.getValue().bytes() > maxBytes ? each.getValue().first(maxBytes) : null;
      if (first != null) {
        return new Evicted(first, Objects.requireNonNull(first.row(generation.prefix)));
      }
    }
    return null;
  }

  private long maxBytes(String task, Digest prefix) {
    PrefixRule rule = rules.find(task, prefix);
    return rule == null ? Long.MAX_VALUE : rule.maxBytes();
  }

  private static double price(SampleEntry entry) {
    if (entry.isPinned()) {
      return PINNED;
    }
    return entry.annotation() == null ? NOT_ANNOTATED : ACKNOWLEDGED;
  }
}
