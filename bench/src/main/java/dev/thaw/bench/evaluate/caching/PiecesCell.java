package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.pair.Supply;
import java.util.ArrayList;
import java.util.List;

/** Pieces that are measured one after the other on the same characters. Immutable. */
record PiecesCell(String name, Need need, Plan plan, List<Piece> pieces) implements Cell {
  PiecesCell {
    pieces = List.copyOf(pieces);
  }

  @Override
  public List<Row> run(Workplace place) {
    Supply supply = Supply.of(plan);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      place.progress().accept((double) i / pieces.size());
      Piece piece = pieces.get(i);
      List<Row> found = piece.run(place.directory().resolve(piece.name()), supply);
      found.forEach(row -> rows.add(supply.labelled(row)));
    }
    return rows;
  }
}
