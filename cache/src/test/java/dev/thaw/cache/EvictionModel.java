package dev.thaw.cache;

import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What should be kept, worked out from scratch at every step. Samples and cuts are numbers; a cut's
 * prefix never changes. Not thread-safe.
 */
final class EvictionModel {
  private static final int ANNOTATION_BYTES = 256;

  private enum State {
    NOT_ANNOTATED,
    PENDING,
    ACKNOWLEDGED
  }

  private static final class Sample {
    private final int n;
    private final TreeMap<Integer, Long> bytesByCut = new TreeMap<>();
    private State state = State.NOT_ANNOTATED;
    private boolean isNew = true;
    private long lastUse;

    private Sample(int n) {
      this.n = n;
    }

    private boolean isPinned() {
      return state == State.PENDING;
    }

    private long bytes() {
      long rows = bytesByCut.values().stream().mapToLong(Long::longValue).sum();
      return rows + (state == State.NOT_ANNOTATED ? 0 : ANNOTATION_BYTES);
    }
  }

  private final long maxBytes;
  private final Map<Integer, Sample> samples = new HashMap<>();
  private final Map<Integer, Integer> uses = new HashMap<>();
  private Map<Integer, PrefixRule> rules = Map.of();
  private long clock;

  EvictionModel(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean put(int n, int cut, long bytes) {
    Sample sample = samples.computeIfAbsent(n, Sample::new);
    boolean mustStay = sample.isPinned() && sample.bytesByCut.containsKey(cut);
    sample.bytesByCut.put(cut, bytes);
    use(sample);
    makeRoom();
    boolean noRoom = bytes() > maxBytes || bytes(cut) > bound(cut);
    if (noRoom && !mustStay && has(n, cut)) {
      drop(sample, cut);
    }
    return has(n, cut);
  }

  /** Looks the activation up, which counts as a use if it is there. */
  boolean get(int n, int cut) {
    if (has(n, cut)) {
      use(known(n));
    }
    return has(n, cut);
  }

  boolean annotate(int n) {
    if (!samples.containsKey(n)) {
      return false;
    }
    become(n, State.PENDING);
    makeRoom();
    return true;
  }

  void acknowledge(int n) {
    become(n, State.ACKNOWLEDGED);
    makeRoom();
  }

  void resend(int n) {
    if (samples.containsKey(n) && known(n).state == State.ACKNOWLEDGED) {
      become(n, State.PENDING);
    }
  }

  void retain(Map<Integer, PrefixRule> newRules) {
    rules = newRules;
    for (Sample sample : List.copyOf(samples.values())) {
      for (int cut : Set.copyOf(sample.bytesByCut.keySet())) {
        if (!rules.containsKey(cut)) {
          drop(sample, cut);
        }
      }
    }
    makeRoom();
  }

  boolean isPending(int n) {
    return samples.containsKey(n) && known(n).isPinned();
  }

  long rows() {
    return samples.values().stream().mapToLong(each -> each.bytesByCut.size()).sum();
  }

  long bytes() {
    return bytes(each -> true);
  }

  long pinnedBytes() {
    return bytes(Sample::isPinned);
  }

  private boolean has(int n, int cut) {
    return samples.containsKey(n) && known(n).bytesByCut.containsKey(cut);
  }

  private Sample known(int n) {
    return Objects.requireNonNull(samples.get(n));
  }

  private void use(Sample sample) {
    sample.lastUse = ++clock;
    uses.merge(sample.n, 1, Integer::sum);
  }

  private void become(int n, State state) {
    Sample sample = known(n);
    sample.state = state;
    sample.isNew = false;
    sample.lastUse = ++clock;
    forgetIfGone(sample);
  }

  private void makeRoom() {
    rules.keySet().forEach(this::holdBound);
    while (bytes(EvictionModel::inWindow) > maxBytes / 4 && window().count() > 1) {
      leaveWindow(window().min(comparingLong(each -> each.lastUse)).orElseThrow());
    }
    Optional<Sample> next = next();
    while (bytes() > maxBytes && next.isPresent()) {
      dropCheapest(next.get());
      next = next();
    }
  }

  private void holdBound(int cut) {
    Optional<Sample> next = nextWith(cut);
    while (bytes(cut) > bound(cut) && next.isPresent()) {
      drop(next.get(), cut);
      next = nextWith(cut);
    }
  }

  private Optional<Sample> nextWith(int cut) {
    Optional<Sample> newcomer =
        holders(cut).filter(EvictionModel::inWindow).min(comparingLong(each -> each.lastUse));
    Optional<Sample> other =
        holders(cut)
            .filter(each -> !each.isPinned() && !each.isNew)
            .min(
                comparingLong((Sample each) -> each.state == State.ACKNOWLEDGED ? 1 : 0)
                    .thenComparingLong(each -> each.lastUse));
    long newcomers =
        holders(cut)
            .filter(EvictionModel::inWindow)
            .mapToLong(each -> each.bytesByCut.getOrDefault(cut, 0L))
            .sum();
    boolean newcomerGoes =
        newcomers > bound(cut) / 4
            && other.filter(each -> each.state == State.ACKNOWLEDGED).isPresent();
    return newcomer.isPresent() && (other.isEmpty() || newcomerGoes) ? newcomer : other;
  }

  private Stream<Sample> holders(int cut) {
    return samples.values().stream().filter(each -> each.bytesByCut.containsKey(cut));
  }

  private void leaveWindow(Sample candidate) {
    candidate.isNew = false;
    candidate.lastUse = ++clock;
    while (bytes() > maxBytes && !candidate.bytesByCut.isEmpty()) {
      Sample victim = next().orElseThrow();
      boolean lost = price(candidate) == price(victim) && uses(candidate) <= uses(victim);
      dropCheapest(lost ? candidate : victim);
    }
  }

  private Optional<Sample> next() {
    return samples.values().stream()
        .filter(each -> !each.isPinned() && !each.isNew)
        .min(comparingDouble((Sample each) -> price(each)).thenComparingLong(each -> each.lastUse))
        .or(() -> window().min(comparingLong(each -> each.lastUse)));
  }

  private void dropCheapest(Sample sample) {
    int cheapest =
        sample.bytesByCut.keySet().stream()
            .min(comparingDouble((Integer cut) -> price(sample, cut)).thenComparing(cut -> -cut))
            .orElseThrow();
    drop(sample, cheapest);
  }

  private double price(Sample sample) {
    return sample.bytesByCut.keySet().stream()
        .mapToDouble(cut -> price(sample, cut))
        .min()
        .orElseThrow();
  }

  private double price(Sample sample, int cut) {
    Set<Integer> ways = new HashSet<>(sample.bytesByCut.headMap(cut).keySet());
    ways.retainAll(rules.keySet());
    boolean annotated = sample.state != State.NOT_ANNOTATED;
    if (!rules.containsKey(cut) || (annotated && ways.isEmpty())) {
      return annotated ? Double.POSITIVE_INFINITY : Double.MAX_VALUE;
    }
    double start = annotated ? cost(ways.stream().max(Integer::compare).orElseThrow()) : 0;
    return (cost(cut) - start) / Objects.requireNonNull(sample.bytesByCut.get(cut));
  }

  private double cost(int cut) {
    return Objects.requireNonNull(rules.get(cut)).cost();
  }

  private int uses(Sample sample) {
    return Math.min(15, uses.getOrDefault(sample.n, 0));
  }

  private void drop(Sample sample, int cut) {
    sample.bytesByCut.remove(cut);
    forgetIfGone(sample);
  }

  private void forgetIfGone(Sample sample) {
    if (sample.bytesByCut.isEmpty() && !sample.isPinned()) {
      samples.remove(sample.n);
    }
  }

  private static boolean inWindow(Sample sample) {
    return sample.isNew && !sample.isPinned();
  }

  private Stream<Sample> window() {
    return samples.values().stream().filter(EvictionModel::inWindow);
  }

  private long bound(int cut) {
    PrefixRule rule = rules.get(cut);
    return rule == null ? Long.MAX_VALUE : rule.maxBytes();
  }

  private long bytes(Predicate<Sample> which) {
    return samples.values().stream().filter(which).mapToLong(Sample::bytes).sum();
  }

  private long bytes(int cut) {
    return samples.values().stream().mapToLong(each -> each.bytesByCut.getOrDefault(cut, 0L)).sum();
  }
}
