package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * All there is to measure, in parts. Immutable.
 *
 * @param entries how many activations are in a cache
 * @param stacks how many heads take a step together
 */
public record Micro(List<Integer> entries, List<Integer> stacks) {
  /** The cut before the handwriting model's last layer: one vector of 128. */
  static final int LAST_CUT = Inputs.BASE.layers().size() - 1;

  /** Measures at one size of the cache. */
  private interface Sized {
    List<KernelTime> measure(Jmh jmh, int entries) throws RunnerException;
  }

  public Micro {
    entries = List.copyOf(entries);
    stacks = List.copyOf(stacks);
  }

  /** The parts of {@code topics}, in the order of those. */
  public List<Part> parts(Collection<Topic> topics) {
    return topics.stream().flatMap(this::parts).toList();
  }

  /**
   * Why {@code topics} cannot be measured on this machine; empty if they can.
   *
   * @param heapBytes what there is at most
   * @param diskBytes what is left where temporary files are
   */
  public Optional<String> lacks(Collection<Topic> topics, long heapBytes, long diskBytes) {
    if (topics.stream().noneMatch(Topic::fills)) {
      return Optional.empty();
    }
    Room room = new Room(Collections.max(entries));
    if (room.diskBytes() > diskBytes) {
      return Optional.of(lack(room, room.diskBytes(), diskBytes, "on the disk of temporary files"));
    }
    return room.heapBytes() > heapBytes
        ? Optional.of(lack(room, room.heapBytes(), heapBytes, "of heap"))
        : Optional.empty();
  }

  private static String lack(Room room, long needed, long there, String where) {
    return String.format(
        Locale.ROOT,
        "a cache of %d entries needs %d MiB %s and there are %d: take fewer --entries",
        room.entries(),
        needed >> 20,
        where,
        there >> 20);
  }

  private Stream<Part> parts(Topic topic) {
    return switch (topic) {
      case PREDICT -> one(topic, jmh -> Predict.measure(jmh, Collections.max(entries)));
      case CODEC -> one(topic, Codec::measure);
      case GET -> sized(topic, CacheGet::measure);
      case PUT -> sized(topic, CachePut::measure);
      case EVICT -> sized(topic, CacheEviction::measure);
      case INGEST -> one(topic, Ingest::measure);
      case STEP -> one(topic, jmh -> HeadStep.measure(jmh, stacks));
      case DIGEST -> one(topic, ModelDigest::measure);
    };
  }

  private static Stream<Part> one(Topic topic, Part.Work work) {
    return Stream.of(new Part(topic, topic.toString(), work));
  }

  private Stream<Part> sized(Topic topic, Sized work) {
    return entries.stream()
        .map(
            count ->
                new Part(
                    topic,
                    "%s, %d entries".formatted(topic, count),
                    jmh -> work.measure(jmh, count)));
  }
}
