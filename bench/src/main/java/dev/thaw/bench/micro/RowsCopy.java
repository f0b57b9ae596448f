package dev.thaw.bench.micro;

import dev.thaw.demo.simulate.TemporaryDirectory;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A plain database with the rows of a {@link CacheCopy}, just opened, anew each time. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // assigned by fill() and open()
public class RowsCopy {
  /** Rows. */
  @Param({"10000", "100000", "1000000"})
  public int entries;

  private Characters characters;
  private Copies copies;
  private TemporaryDirectory directory;
  private PlainRows rows;

  /** Fills the one that all are copies of. */
  @Setup(Level.Trial)
  public void fill() {
    characters = Characters.at(FilledCache.CUT);
    copies = new Copies();
    open(copies.original()).fill(entries).close();
  }

  /** Opens a copy. */
  @Setup(Level.Iteration)
  public void open() {
    directory = copies.copy();
    rows = open(directory.path());
  }

  /** Deletes all. */
  void drop() {
    rows.drop();
  }

  /** Removes the copy. */
  @TearDown(Level.Iteration)
  public void close() {
    rows.close();
    directory.close();
  }

  /** Removes the original. */
  @TearDown(Level.Trial)
  public void remove() {
    copies.close();
  }

  private PlainRows open(Path path) {
    return PlainRows.open(path, new Room(entries).settings(), characters);
  }
}
