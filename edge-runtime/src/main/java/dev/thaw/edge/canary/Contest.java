package dev.thaw.edge.canary;

import dev.thaw.edge.canary.Disagreement.Side;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The heads of one scope against one general model: the newest {@value #WINDOW} samples that they
 * read differently, and who answers. Not thread-safe.
 *
 * <p>It goes on from version to version, for where heads are trained at each correction no version
 * lives long enough to be judged alone. Each sample still tests the head that read it, so that the
 * e-value stays one: it judges the sentence "none of these heads is worse than the general model".
 * A head that follows one that fell is on trial: it is run and compared, and the general model
 * answers until nothing speaks against the scope's heads any more. What lies further back than the
 * window is forgotten, so that a good past does not hide a bad present.
 */
final class Contest {
  static final int WINDOW = 200;

  private final Digest general;
  private final Map<SampleId, Disagreement> window = new LinkedHashMap<>();
  private Optional<Digest> fallen = Optional.empty();
  private boolean headAnswers = true;

  /** A contest that begins. */
  Contest(Digest general) {
    this.general = general;
  }

  /** One as it was stored. */
  Contest(Digest general, boolean headAnswers, Optional<Digest> fallen) {
    this.general = general;
    this.headAnswers = headAnswers;
    this.fallen = fallen;
  }

  Digest general() {
    return general;
  }

  boolean headAnswers() {
    return headAnswers;
  }

  /** The manifest whose head fell last; empty once the scope's heads are trusted again. */
  Optional<Digest> fallen() {
    return fallen;
  }

  Iterable<Disagreement> window() {
    return window.values();
  }

  boolean knows(SampleId sample) {
    return window.containsKey(sample);
  }

  void add(Disagreement disagreement) {
    window.put(disagreement.sample(), disagreement);
    if (window.size() > WINDOW) {
      window.remove(window.keySet().iterator().next());
    }
  }

  /**
   * Notes what a person says a sample is, in place of what was said before, and decides anew who
   * answers.
   *
   * @param running the manifest of the head that runs
   * @return whether the sample is one of these
   */
  boolean annotated(SampleId sample, int label, Digest running) {
    Disagreement before = window.get(sample);
    if (before == null) {
      return false;
    }
    window.put(sample, before.annotated(label));
    decide(running);
    return true;
  }

  Evidence evidence() {
    return new Evidence(won(Side.GENERAL), won(Side.HEAD));
  }

  private int won(Side side) {
    return (int) window.values().stream().filter(each -> each.winner() == side).count();
  }

  private void decide(Digest running) {
    if (headAnswers && evidence().isAgainstHead()) {
      headAnswers = false;
      fallen = Optional.of(running);
    } else if (!headAnswers && evidence().isGone()) {
      headAnswers = true;
      fallen = Optional.empty();
    }
  }
}
