package dev.thaw.bench.micro;

import dev.thaw.cache.DeviceStore;
import dev.thaw.cache.PrefixRule;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A device's cache that is full of one prefix's activations, just opened, anew each time. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // assigned by fill() and open()
public class CacheCopy {
  private static final Map<Digest, PrefixRule> OTHER_LAYERS =
      Map.of(Digest.of(new byte[0]), new PrefixRule(Instant.EPOCH, 1));

  /** Activations kept. */
  @Param({"10000", "100000", "1000000"})
  public int entries;

  private Characters characters;
  private Copies copies;
  private TemporaryDirectory directory;
  private DeviceStore store;

  /** Fills the one that all are copies of. */
  @Setup(Level.Trial)
  public void fill() {
    characters = Characters.at(FilledCache.CUT);
    copies = new Copies();
    try (DeviceStore filled = DeviceStore.open(copies.original(), new Room(entries).limits())) {
      for (long number = 0; number < entries; number++) {
        filled.activations().put(characters.get(number));
      }
    }
  }

  /** Opens a copy. */
  @Setup(Level.Iteration)
  public void open() {
    directory = copies.copy();
    store = DeviceStore.open(directory.path(), new Room(entries).limits());
  }

  /** Evicts all. */
  int evict() {
    int evicted = store.activations().retain(characters.task(), OTHER_LAYERS);
    if (evicted != entries) {
      throw new IllegalStateException("evicted " + evicted + " of " + entries);
    }
    return evicted;
  }

  /** Removes the copy. */
  @TearDown(Level.Iteration)
  public void close() {
    store.close();
    directory.close();
  }

  /** Removes the original. */
  @TearDown(Level.Trial)
  public void remove() {
    copies.close();
  }
}
