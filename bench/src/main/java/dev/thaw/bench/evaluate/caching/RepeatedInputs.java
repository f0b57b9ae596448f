package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Spent;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What predictions cost a device with its cache, against the same inputs through the same layers
 * with nothing around them: no cache, no hash of the input, no disk. So what the cache costs where
 * nothing repeats shows as well. Blocks of both take turns. Immutable.
 *
 * @param blocks of each; one more warms up
 * @param length predictions of a block
 * @param shares of inputs that are drawn among favourites
 */
record RepeatedInputs(int blocks, int length, List<Double> shares) implements Piece {
  static final String SHARE = "favourites";
  static final String REPEATED = "repeated share";
  static final String HIT_RATE = "hit rate";
  static final String CPU = "CPU s per 1000";
  static final String RATIO = "CPU of that without";
  static final String HIT_MS = "hit median ms";
  static final String MISS_MS = "miss median ms";

  private static final long SEED = 11;

  RepeatedInputs {
    shares = List.copyOf(shares);
  }

  @Override
  public String name() {
    return "repeats";
  }

  @Override
  public List<Row> run(Path directory, Supply supply) {
    List<Row> rows = new ArrayList<>();
    try (LayeredModel model = Pair.BASE.model()) {
      for (double share : shares) {
        try (EdgeRuntime device = Pair.alone(directory.resolve("" + share), config -> config)) {
          rows.addAll(new Turns(share, device, model, supply).take());
        }
      }
    }
    return rows;
  }

  /** The turns of both at one share of favourites. */
  private final class Turns {
    private final double share;
    private final EdgeRuntime device;
    private final LayeredModel model;
    private final Supply supply;
    private final Arrivals arrivals;
    private final List<Double> hitMillis = new ArrayList<>();
    private final List<Double> missMillis = new ArrayList<>();
    private final List<Double> plainMillis = new ArrayList<>();

    Turns(double share, EdgeRuntime device, LayeredModel model, Supply supply) {
      this.share = share;
      this.device = device;
      this.model = model;
      this.supply = supply;
      this.arrivals = new Arrivals(share, SEED);
    }

    List<Row> take() {
      List<List<Tensor>> first = block();
      cached(first);
      plain(first);
      List.of(hitMillis, missMillis, plainMillis).forEach(List::clear);
      arrivals.restart();
      Spent on = Spent.NOTHING;
      Spent off = Spent.NOTHING;
      for (int i = 0; i < blocks; i++) {
        List<List<Tensor>> inputs = block();
        on = on.plus(Spent.on(() -> cached(inputs)));
        off = off.plus(Spent.on(() -> plain(inputs)));
      }
      return rows(on.cpuSeconds(), off.cpuSeconds());
    }

    private List<List<Tensor>> block() {
      List<List<Tensor>> inputs = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        inputs.add(supply.at(arrivals.next()).input());
      }
      return inputs;
    }

    private void cached(List<List<Tensor>> inputs) {
      for (List<Tensor> input : inputs) {
        Prediction prediction = device.predict(input);
        (prediction.cacheHit() ? hitMillis : missMillis).add(prediction.elapsedNanos() / 1e6);
      }
    }

    private void plain(List<List<Tensor>> inputs) {
      for (List<Tensor> input : inputs) {
        long start = System.nanoTime();
        model.forward(0, model.layerCount(), input);
        plainMillis.add((System.nanoTime() - start) / 1e6);
      }
    }

    private List<Row> rows(double on, double off) {
      int count = blocks * length;
      Map<String, String> conditions = Map.of(SHARE, Math.round(100 * share) + "%");
      Map<String, Double> cached = new TreeMap<>();
      cached.put(REPEATED, arrivals.repeatedShare());
      cached.put(HIT_RATE, (double) hitMillis.size() / count);
      cached.put(CPU, 1_000 * on / count);
      cached.put(RATIO, on / off);
      putMedian(cached, HIT_MS, hitMillis);
      putMedian(cached, MISS_MS, missMillis);
      Map<String, Double> plain = new TreeMap<>();
      plain.put(REPEATED, arrivals.repeatedShare());
      plain.put(CPU, 1_000 * off / count);
      putMedian(plain, MISS_MS, plainMillis);
      return List.of(row(ON, conditions, cached), row(OFF, conditions, plain));
    }
  }

  private static void putMedian(Map<String, Double> figures, String name, List<Double> values) {
    if (!values.isEmpty()) {
      figures.put(name, Statistics.of(values).median());
    }
  }
}
