package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.demo.simulate.TemporaryDirectory;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A plain database with the rows that an {@link OfflineDevice} reads. */
@State(Scope.Thread)
public class StoredActivations {
  private final TemporaryDirectory directory = TemporaryDirectory.create("thaw-micro");
  private final int count = Inputs.BASE.samples().size();
  private final PlainRows rows =
      PlainRows.open(directory.path(), RocksSettings.SMALL, Characters.at(Inputs.DEPTH))
          .fill(count);
  private int looks;

  /** The next one. */
  byte[] next() {
    return rows.get(looks++ % count);
  }

  /** Removes it. */
  @TearDown
  public void close() {
    rows.close();
    directory.close();
  }
}
