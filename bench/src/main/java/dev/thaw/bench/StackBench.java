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
  private record Timed(double seconds, List<HeadOutcome> outcomes) {}

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
    String group = "depth " + depth;
    warmUp(plans);
    double rate = productRate();
    Timed alone = median(new HeadTrainer(), plans);
    double limit = rate * plans.size() / work(model, depth, alone.outcomes);
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(group, "matrix products", rate / 1e9, "GF", "of a second, one thread"));
    figures.add(new Figure(group, "heads by products alone", limit, "1/s", "the arithmetic limit"));
    figures.add(figure(group, "one by one", alone, "1/s", "the limit"));
    for (int size : sizes) {
      figures.addAll(stacked(group, size, plans, alone, limit));
    }
    return figures;
  }

  private List<Figure> stacked(
      String group, int size, List<HeadPlan> plans, Timed alone, double limit) {
    String what = size == 0 ? "stacks as chosen" : "stacks of " + size;
    Timed stacked = median(new StackedTrainer(size, System::nanoTime), plans);
    double perSecond = plans.size() / stacked.seconds;
    return List.of(
        figure(group, what, stacked, "1/s", "the limit"),
        new Figure(group, what + " by one by one", alone.seconds / stacked.seconds, "", "goal 20"),
        new Figure(group, what + " by the limit", perSecond / limit, "", "limit 1"),
        new Figure(group, what + ": loss off by", apart(stacked, alone), "", "limit 0.0001"));
  }

  private static Figure figure(String group, String what, Timed timed, String unit, String limit) {
    return new Figure(group, what, timed.outcomes.size() / timed.seconds, unit, limit);
  }

  private void warmUp(List<HeadPlan> plans) {
    List<HeadPlan> few = plans.subList(0, Math.min(4, plans.size()));
    new HeadTrainer().train(few);
    new StackedTrainer().train(few);
    ProductRate.multiply(PRODUCT, PRODUCTS);
  }

  private Timed median(HeadMethod method, List<HeadPlan> plans) {
    List<Timed> all = IntStream.range(0, runs).mapToObj(run -> timed(method, plans)).toList();
    double seconds = Medians.of(all.stream().map(Timed::seconds).toList());
    return new Timed(seconds, all.get(0).outcomes);
  }

  private static Timed timed(HeadMethod method, List<HeadPlan> plans) {
    long start = busyNanos();
    List<HeadOutcome> outcomes = method.train(plans);
    return new Timed((busyNanos() - start) / 1e9, outcomes);
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
