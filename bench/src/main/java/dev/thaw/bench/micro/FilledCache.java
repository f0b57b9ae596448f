package dev.thaw.bench.micro;

import dev.thaw.cache.ActivationCache;
import dev.thaw.cache.DeviceStore;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A device's cache that is full. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // assigned by open()
public class FilledCache {
  static final int CUT = Micro.LAST_CUT;

  /** Activations kept. */
  @Param({"10000", "100000", "1000000"})
  public int entries;

  private final SplittableRandom random = new SplittableRandom(1);
  private Characters characters;
  private TemporaryDirectory directory;
  private DeviceStore store;
  private ActivationCache cache;
  private long next;

  /** Fills it, which takes a minute for a million. */
  @Setup(Level.Trial)
  public void open() {
    characters = Characters.at(CUT);
    directory = TemporaryDirectory.create("thaw-micro");
    store = DeviceStore.open(directory.path(), new Room(entries).limits());
    cache = store.activations();
    while (next < entries) {
      put();
    }
  }

  /** One of those that it was filled with. */
  Activation any() {
    Digest prefix = characters.prefix();
    return cache
        .get(characters.task(), prefix, Characters.sample(random.nextInt(entries)))
        .orElseThrow();
  }

  /** One more. */
  boolean put() {
    return cache.put(characters.get(next++));
  }

  /** Removes it. */
  @TearDown
  public void close() {
    store.close();
    directory.close();
  }
}
