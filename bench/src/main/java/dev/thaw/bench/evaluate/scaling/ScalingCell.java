package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Some numbers of devices. What memory does not allow as full edge runtimes is left to load
 * generators. Immutable.
 *
 * @param perClass how often the characters that are varied have each class
 */
record ScalingCell(String name, Need need, int perClass, List<Setup> setups) implements Cell {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final long KIB_PER_MIB = 1_024;

  ScalingCell {
    setups = List.copyOf(setups);
  }

  @Override
  public List<Row> run(Workplace place) throws Exception {
    BaseModel base = BundledModel.handwriting();
    Variety variety = Variety.synthetic(perClass);
    Uploads uploads = Uploads.of(base, variety);
    List<Setup> possible = possible();
    List<Row> rows = new ArrayList<>();
    for (Setup setup : possible) {
      Path directory = place.directory().resolve("trial-" + rows.size());
      int done = rows.size();
      rows.add(
          new Trial(setup, base, variety, uploads, directory)
              .run(share -> place.progress().accept((done + share) / possible.size())));
    }
    return rows;
  }

  private List<Setup> possible() throws IOException {
    long half = availableMib() / 2;
    return setups.stream()
        .filter(
            setup ->
                setup.kind() == Kind.GENERATOR
                    || (long) setup.devices() * RuntimeCrowd.MIB_EACH <= half)
        .toList();
  }

  private static long availableMib() throws IOException {
    return Files.readAllLines(MEMORY).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
        .sum();
  }
}
