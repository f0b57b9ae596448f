package dev.thaw.edge.canary;

import dev.thaw.cache.ActivationCache;
import dev.thaw.cache.StateStore;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.edge.canary.Disagreement.Side;
import dev.thaw.edge.install.InstallListener;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the head of a device or cohort against the general model that it stands on, and lets the
 * general model answer from the moment at which later annotations say that the head is worse. The
 * general model is the one beneath a head's residual layer; of other heads it is the bundled one,
 * as long as the frozen layers are its own. Heads that have neither are trusted. Thread-safe.
 *
 * <p>Both answers come from the same activation, and a fall only changes which of them is given: it
 * holds for the next prediction, for hits and misses alike. What is known survives the death of the
 * process; a loss of power may lose the last samples of it, but no fall.
 *
 * <p>A sample that was annotated before it was predicted is no test, for the head may have been
 * trained on it. That is known as long as anything of the sample is cached.
 */
public final class Canary implements InstallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
  private static final String STATE = "canary ";

  /** A model that may still answer, and the contest it takes part in. */
  private record Watched(Scope scope, Digest manifest, Contest contest) {}

  private final String task;
  private final StateStore state;
  private final ActivationCache cache;
  private final CanaryRule rule;

  /** The model that runs, and one that was replaced or is about to come. */
  private final Map<Digest, Watched> watched = new LinkedHashMap<>();

  private Optional<Watched> running = Optional.empty();
  private volatile Consumer<CanaryReport> listener = report -> {};

  /** A canary that knows what an earlier one left in {@code state}. */
  public Canary(String task, StateStore state, ActivationCache cache, CanaryRule rule) {
    this.task = task;
    this.state = state;
    this.cache = cache;
    this.rule = rule;
  }

  /** Has {@code listener} hear of a head that fell; called by who annotates. */
  public void onFall(Consumer<CanaryReport> listener) {
    this.listener = listener;
  }

  @Override
  public void installing(Optional<InstalledModel> before, InstalledModel next) {
    watch(next);
  }

  @Override
  public synchronized void installed(InstalledModel now) {
    Optional<Watched> before = running;
    running = watch(now);
    watched.clear();
    before.ifPresent(each -> watched.put(each.manifest(), each));
    running.ifPresent(each -> watched.put(each.manifest(), each));
  }

  /** Whether it wants to know what the general model says beside this one. */
  public synchronized boolean isWatching(InstalledModel model) {
    return model.manifestDigest().filter(watched::containsKey).isPresent();
  }

  /**
   * Takes note of what a head and the general model say about a sample.
   *
   * @param model what predicts
   * @return whether the general model's answer is to be given
   */
  public synchronized boolean prefersGeneral(
      InstalledModel model, SampleId sample, int head, int general) {
    Optional<Watched> own = model.manifestDigest().map(watched::get);
    own.filter(each -> head != general && isTest(each.contest(), sample))
        .ifPresent(each -> note(each, sample, head, general));
    return own.filter(each -> !each.contest().headAnswers()).isPresent();
  }

  /** Takes note of what a person says a sample is. */
  public void annotated(SampleId sample, int label) {
    decided(sample, label).ifPresent(listener);
  }

  /** How the head that runs stands; empty if none is watched. */
  public synchronized Optional<CanaryReport> report() {
    return running.map(Canary::reportOf);
  }

  /** The report of a fall, if this is what made the head fall. */
  private synchronized Optional<CanaryReport> decided(SampleId sample, int label) {
    boolean stood = running.filter(each -> each.contest().headAnswers()).isPresent();
    running.ifPresent(each -> annotated(each, sample, label));
    watched.values().stream()
        .filter(each -> running.filter(now -> now.contest() == each.contest()).isEmpty())
        .forEach(each -> annotated(each, sample, label));
    Optional<CanaryReport> fall =
        running.map(Canary::reportOf).filter(report -> stood && report.generalAnswers());
    fall.ifPresent(report -> LOG.warn("task={} {}", task, report.sentence()));
    return fall;
  }

  private void annotated(Watched own, SampleId sample, int label) {
    Contest contest = own.contest();
    boolean headAnswered = contest.headAnswers();
    if (contest.annotated(sample, label, own.manifest())) {
      keep(own, headAnswered != contest.headAnswers());
    }
  }

  private synchronized Optional<Watched> watch(InstalledModel model) {
    Optional<Watched> next = model.manifestDigest().flatMap(digest -> watchable(model, digest));
    next.ifPresent(each -> watched.put(each.manifest(), each));
    return next;
  }

  private Optional<Watched> watchable(InstalledModel model, Digest manifest) {
    Optional<Digest> general = model.general();
    return model
        .scope()
        .filter(
            scope -> rule != CanaryRule.OFF && general.isPresent() && !scope.equals(Scope.GLOBAL))
        .map(scope -> new Watched(scope, manifest, contest(scope, general.orElseThrow())));
  }

  /** The scope's contest with this general model: the one under way, the stored one, or a new. */
  private Contest contest(Scope scope, Digest general) {
    return watched.values().stream()
        .filter(each -> each.scope().equals(scope))
        .map(Watched::contest)
        .filter(contest -> contest.general().equals(general))
        .findFirst()
        .or(() -> stored(scope).filter(contest -> contest.general().equals(general)))
        .orElseGet(() -> new Contest(general));
  }

  private Optional<Contest> stored(Scope scope) {
    try {
      return state.get(STATE + scope.path()).map(ContestBytes::read);
    } catch (IllegalArgumentException e) {
      LOG.warn("what the canary knew is damaged, it begins anew message={}", e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isTest(Contest contest, SampleId sample) {
    return !contest.knows(sample) && !cache.isAnnotated(task, sample);
  }

  private void note(Watched own, SampleId sample, int head, int general) {
    Side silence = silence(own.contest().headAnswers());
    own.contest().add(new Disagreement(sample, general, head, silence, Disagreement.NOTHING));
    keep(own, false);
  }

  private Side silence(boolean headAnswers) {
    if (rule == CanaryRule.ANNOTATIONS) {
      return Side.NOBODY;
    }
    return headAnswers ? Side.HEAD : Side.GENERAL;
  }

  /** A disk that takes nothing costs what would be known after the next opening. */
  private void keep(Watched own, boolean sync) {
    String name = STATE + own.scope().path();
    byte[] bytes = ContestBytes.of(own.contest());
    try {
      if (sync) {
        state.put(name, bytes);
      } else {
        state.note(name, bytes);
      }
    } catch (StorageException e) {
      LOG.warn("what the canary knows is not kept message={}", e.getMessage());
    }
  }

  private static CanaryReport reportOf(Watched own) {
    Contest contest = own.contest();
    boolean fell = contest.fallen().filter(own.manifest()::equals).isPresent();
    CanaryReport.State state =
        contest.headAnswers()
            ? CanaryReport.State.TRUSTED
            : fell ? CanaryReport.State.FELL_BACK : CanaryReport.State.ON_TRIAL;
    return new CanaryReport(state, contest.evidence());
  }
}
