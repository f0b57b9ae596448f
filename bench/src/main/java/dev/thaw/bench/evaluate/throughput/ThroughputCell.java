package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.model.LayeredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Measures some nets, one after the other, all arms of each in turns. Immutable. */
record ThroughputCell(String name, List<Net> nets, Set<Arm> arms, Pace pace) implements Cell {
  private static final int HEAP_MIB = 1_024;
  private static final int MEMORY_MIB = 2_048;
  private static final int DISK_MIB = 16;

  ThroughputCell {
    nets = List.copyOf(nets);
    arms = Set.copyOf(arms);
  }

  @Override
  public Need need() {
    return new Need(nets.size() * pace.secondsPerNet(), HEAP_MIB, MEMORY_MIB, DISK_MIB);
  }

  @Override
  public List<Row> run(Workplace place) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < nets.size(); i++) {
      rows.addAll(measure(nets.get(i)));
      place.progress().accept((i + 1.0) / nets.size());
    }
    return rows;
  }

  private List<Row> measure(Net net) {
    try (LayeredModel model = net.model();
        Race race = new Race(net, model, pace)) {
      arms.forEach(race::enter);
      return new Found(net, model, race.run()).rows();
    }
  }
}
