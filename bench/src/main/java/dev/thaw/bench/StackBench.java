package dev.thaw.bench;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.ProductRate;
import dev.thaw.model.head.HeadMethod;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.HeadPlan;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.StackedTrainer;
import dev.thaw.model.head.TrainedHead;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same heads one by one and in stacks of several sizes, on one thread, in turn, beside the
 * matrix products that they are made of. Times are processor time of that thread, so that work
 * beside it matters less. Immutable.
 */
record StackBench(HeadPlans heads, List<Integer> sizes, int runs) {
  private static final int[] DEPTHS = {6, 7};
  private static final int PRODUCT = 1_024;
  private static final int PRODUCTS = 20;

  /** What one method took, in seconds, and what came out. */
  private record Timed(String what, double seconds, List<HeadOutcome> outcomes) {}

  private record Named(String what, HeadMethod method) {}

  List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    try (LayeredModel model = Fleet.BASE.model()) {
      for (int depth : DEPTHS) {
        figures.addAll(measure(model, depth));
      }
    }
    return figures;
  }

  private List<Figure> measure(LayeredModel model, int depth) {
    List<HeadPlan> plans = heads.at(model, depth);
    warmUp(plans);
    double rate = productRate();
    List<Timed> timed = inTurn(plans);
    Timed alone = timed.get(0);
    double limit = rate * plans.size() / work(model, depth, alone.outcomes);
    String group = "depth " + depth;
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(group, "matrix products", rate / 1e9, "GF", "of a second, one thread"));
    figures.add(new Figure(group, "heads by products alone", limit, "1/s", "the arithmetic limit"));
    figures.add(figure(group, alone.what, alone));
    timed.stream().skip(1).forEach(each -> figures.addAll(compared(group, each, alone, limit)));
    return figures;
  }

  private static List<Figure> compared(String group, Timed stacked, Timed alone, double limit) {
    double perSecond = stacked.outcomes.size() / stacked.seconds;
    String what = stacked.what;
    return List.of(
        figure(group, what, stacked),
        new Figure(group, what + " by one by one", alone.seconds / stacked.seconds, "", "goal 20"),
        new Figure(group, what + " by the limit", perSecond / limit, "", "limit 1"),
        new Figure(group, what + ": loss off by", apart(stacked, alone), "", "limit 0.0001"));
  }

  private static Figure figure(String group, String what, Timed timed) {
    return new Figure(group, what, timed.outcomes.size() / timed.seconds, "1/s", "the limit");
  }

  private void warmUp(List<HeadPlan> plans) {
    List<HeadPlan> few = plans.subList(0, Math.min(4, plans.size()));
    new HeadTrainer().train(few);
    new StackedTrainer().train(few);
    ProductRate.multiply(PRODUCT, PRODUCTS);
  }

  /** One after the other, and that {@link #runs} times, so that all see the machine alike. */
  private List<Timed> inTurn(List<HeadPlan> plans) {
    List<List<Timed>> rounds =
        IntStream.range(0, runs)
            .mapToObj(round -> methods().stream().map(method -> timed(method, plans)).toList())
            .toList();
    return IntStream.range(0, rounds.get(0).size())
        .mapToObj(method -> median(rounds.stream().map(round -> round.get(method)).toList()))
        .toList();
  }

  private List<Named> methods() {
    List<Named> methods = new ArrayList<>();
    methods.add(new Named("one by one", new HeadTrainer()));
    for (int size : sizes) {
      String what = size == 0 ? "stacks as chosen" : "stacks of " + size;
      methods.add(new Named(what, new StackedTrainer(size, System::nanoTime)));
    }
    return methods;
  }

  private static Timed median(List<Timed> all) {
    double seconds = Medians.of(all.stream().map(Timed::seconds).toList());
    return new Timed(all.get(0).what, seconds, all.get(0).outcomes);
  }

  private static Timed timed(Named method, List<HeadPlan> plans) {
    long start = busyNanos();
    List<HeadOutcome> outcomes = method.method.train(plans);
    return new Timed(method.what, (busyNanos() - start) / 1e9, outcomes);
  }

  private static double productRate() {
    long start = busyNanos();
    double operations = ProductRate.multiply(PRODUCT, PRODUCTS);
    return operations / ((busyNanos() - start) / 1e9);
  }

  /**
   * Operations in the products of all heads: forward and by the weights for each layer, by the
   * inputs for each but the first.
   */
  private static double work(LayeredModel model, int depth, List<HeadOutcome> outcomes) {
    int n = model.layerCount();
    double each = 2.0 * model.flops(depth, n) + model.flops(depth + 1, n);
    return outcomes.stream()
        .map(outcome -> outcome.orThrow().metrics())
        .mapToDouble(m -> each * m.getOrDefault("examples", 0.0) * m.getOrDefault("epochs", 0.0))
        .sum();
  }

  /** The largest difference of a head's loss after training. */
  private static double apart(Timed a, Timed b) {
    return IntStream.range(0, a.outcomes.size())
        .mapToDouble(i -> Math.abs(loss(a.outcomes.get(i)) - loss(b.outcomes.get(i))))
        .max()
        .orElse(Double.NaN);
  }

  private static double loss(HeadOutcome outcome) {
    TrainedHead head = outcome.orThrow();
    return head.metrics().getOrDefault("loss", Double.NaN);
  }

  /** Processor time of this thread, which does all the work. */
  private static long busyNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
