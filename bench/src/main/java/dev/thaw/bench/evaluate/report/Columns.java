package dev.thaw.bench.evaluate.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data of a layer, by columns; the first says to which series a line belongs. */
final class Columns {
  private final List<String> names;
  private final Map<String, List<Object>> columns = new LinkedHashMap<>();

  Columns(String... names) {
    this.names = List.of(names);
    this.names.forEach(name -> columns.put(name, new ArrayList<>()));
  }

  void add(Object... values) {
    for (int i = 0; i < values.length; i++) {
      columns.computeIfAbsent(names.get(i), name -> new ArrayList<>()).add(values[i]);
    }
  }

  /** All but the first. */
  List<String> positions() {
    return names.subList(1, names.size());
  }

  Map<String, Object> words() {
    return new LinkedHashMap<>(columns);
  }
}
