package dev.thaw.bench.micro;

import dev.thaw.demo.simulate.TemporaryDirectory;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A plain database with the rows of a {@link FilledCache}. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // assigned by open()
public class FilledRows {
  /** Rows. */
  @Param({"10000", "100000", "1000000"})
  public int entries;

  private final SplittableRandom random = new SplittableRandom(1);
  private TemporaryDirectory directory;
  private PlainRows rows;

  /** Fills it. */
  @Setup(Level.Trial)
  public void open() {
    directory = TemporaryDirectory.create("thaw-micro");
    rows =
        PlainRows.open(
                directory.path(), new Room(entries).settings(), Characters.at(FilledCache.CUT))
            .fill(entries);
  }

  /** One of them. */
  byte[] any() {
    return rows.get(random.nextInt(entries));
  }

  /** One of them, again. */
  void put() {
    rows.put(random.nextInt(entries));
  }

  /** Removes it. */
  @TearDown
  public void close() {
    rows.close();
    directory.close();
  }
}
