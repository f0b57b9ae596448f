package dev.thaw.demo.profile;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One person's hand on this host: a device, their context and their history. Thread-safe.
 *
 * <p>Saves and what the cloud acknowledges take turns; recognising waits for neither.
 */
public final class Profile {
  private static final int MAX_SUGGESTIONS = 1_000;

  private final Host host;
  private final History history;
  private final EdgeRuntime runtime;
  private final EdgeEvents events;
  private final SettableGauge gauge;
  private final ModelWatch models;
  private final Recogniser recogniser;
  private final Audience audience = new Audience();
  private final Object saving = new Object();
  private volatile String link = "starting";

  private Profile(
      Host host, History history, EdgeRuntime runtime, EdgeEvents events, SettableGauge gauge) {
    this.host = host;
    this.history = history;
    this.runtime = runtime;
    this.events = events;
    this.gauge = gauge;
    this.models =
        new ModelWatch(
            runtime,
            history,
            host.clock(),
            model -> audience.tell(each -> each.modelChanged(model)));
    WritingHand hand = new WritingHand(history.bounds(WritingHand.MEMORY));
    this.recogniser = new Recogniser(host, runtime, models, hand);
  }

  /**
   * Opens the profile of {@code token}; the caller closes it.
   *
   * @throws ProfileException if its folder is damaged or in use
   */
  static Profile open(Host host, Token token) {
    History history = History.open(host.historyFile(token), host.clock());
    try {
      return open(host, token, history);
    } catch (RuntimeException e) {
      history.close();
      throw new ProfileException(
          "Your profile cannot be opened: %s. Stop what else uses its folder; if nothing does, move %s away to begin anew."
              .formatted(e.getMessage(), host.folder(token)),
          e);
    }
  }

  private static Profile open(Host host, Token token, History history) {
    SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
    EdgeEvents events = new EdgeEvents(host.events());
    EdgeRuntime runtime =
        EdgeRuntime.open(host.device(token, gauge).withListener(events), host.vertx());
    try {
      Profile profile = new Profile(host, history, runtime, events, gauge);
      events.to(profile);
      profile.catchUp();
      return profile;
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** How the cloud and its operator know the device. */
  public String deviceId() {
    return runtime.deviceId();
  }

  /** What the ink could be. Remembers nothing but the activation. Blocks for the computation. */
  public Recognition recognise(Ink ink) {
    return recogniser.recognise(ink);
  }

  /**
   * Saves what {@code ink} is; on return it is durable and will be uploaded. The same key again
   * changes nothing, or the label if that is another. Waits for the disk.
   *
   * @param key the page's name for this character: 1 to 64 of {@code A-Z a-z 0-9 . _ -}
   * @param sample what {@link #recognise} called it; if empty or not known any more, it is
   *     recognised first
   * @throws IllegalArgumentException if there is no such label or key
   */
  public Entry save(
      String key, Ink ink, Optional<SampleId> sample, String label, boolean practice) {
    requireKey(key);
    requireLabel(label);
    synchronized (saving) {
      Optional<Entry> known = history.entry(key);
      return known.isPresent()
          ? relabel(known.get(), label)
          : saveNew(key, ink, annotate(ink, sample, label), label, practice);
    }
  }

  /**
   * Gives a saved character another label. Waits for the disk.
   *
   * @throws IllegalArgumentException if there is no such entry or label, or its activation is gone
   */
  public Entry relabel(String key, String label) {
    requireLabel(label);
    synchronized (saving) {
      return relabel(
          history
              .entry(key)
              .orElseThrow(() -> new IllegalArgumentException("There is no character " + key)),
          label);
    }
  }

  /** What to practise next, most useful first: labels that are missing or often mistaken. */
  public List<String> suggestions(int count) {
    if (count < 0 || count > MAX_SUGGESTIONS) {
      throw new IllegalArgumentException("not a number of suggestions in [0, 1000]: " + count);
    }
    return new Practice(host.labels(), history.counts(), history.entries()).suggest(count);
  }

  /** What the browser says of battery and network. */
  public void surroundings(Surroundings now) {
    gauge.set(now);
  }

  /** How everything stands. */
  public Snapshot snapshot() {
    EdgeStatus status = runtime.status();
    return new Snapshot(
        deviceId(),
        history.since(),
        host.labels(),
        models.current(),
        status.link(),
        runtime.waiting(),
        status.cache().samples(),
        status.cache().bytes(),
        status.predictions().hits(),
        status.predictions().predictions() - status.predictions().hits(),
        status.traffic().featuresUp(),
        history.saved(),
        history.entries(),
        history.updates());
  }

  /** Adds a listener, until the result is closed. */
  public Subscription listen(ProfileListener listener) {
    return audience.add(listener);
  }

  /** Ends when closed; closing twice does nothing. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** What is waiting stays in the folder for the next opening. */
  void close() {
    events.stop();
    runtime.close();
    history.close();
  }

  /** The cloud has these. */
  void left(List<SampleId> samples, Instant at) {
    synchronized (saving) {
      List<SampleId> gone = samples.stream().filter(each -> !runtime.isWaiting(each)).toList();
      history
          .leave(gone, at)
          .forEach(entry -> audience.tell(listener -> listener.entryChanged(entry)));
      waitingChanged();
    }
  }

  void lookForModel() {
    models.look();
  }

  void linkChanged(String state) {
    link = state;
    waitingChanged();
  }

  void waitingChanged() {
    String state = link;
    int waiting = runtime.waiting();
    audience.tell(listener -> listener.linkChanged(state, waiting));
  }

  /** Looks for what happened while nobody listened. */
  private void catchUp() {
    link = runtime.status().link();
    models.look();
    left(history.waiting().stream().map(Entry::sample).toList(), host.clock().instant());
  }

  /** Annotates what was shown for the ink, or what it is recognised as now. */
  private Recognition annotate(Ink ink, Optional<SampleId> sample, String label) {
    Optional<Recognition> recent =
        sample
            .flatMap(each -> recogniser.shown(each, ink))
            .filter(recognition -> annotates(recognition.sample(), label));
    return recent.orElseGet(() -> annotate(recognise(ink), label));
  }

  private Recognition annotate(Recognition recognition, String label) {
    if (!annotates(recognition.sample(), label)) {
      throw new IllegalArgumentException(
          "There is no room for another character until some of those that wait have left. Connect, then save again.");
    }
    return recognition;
  }

  /** Whether the sample's activation was there to be annotated. */
  private boolean annotates(SampleId sample, String label) {
    try {
      runtime.annotate(sample, label);
      return true;
    } catch (IllegalArgumentException notCached) {
      return false;
    }
  }

  private Entry saveNew(
      String key, Ink ink, Recognition recognition, String label, boolean practice) {
    Bounds bounds = ink.drawing().bounds();
    Instant now = host.clock().instant();
    Entry entry = Entry.of(key, now, recognition, label, practice, bounds);
    history.save(entry);
    recogniser.observe(bounds);
    return changed(entry);
  }

  private Entry relabel(Entry before, String label) {
    if (before.label().equals(label)) {
      return before;
    }
    if (!annotates(before.sample(), label)) {
      throw new IllegalArgumentException(
          "This character is not kept here any more, so its label stays. Write it again.");
    }
    return changed(history.relabel(before.key(), label));
  }

  /** It may have left before the history knew it. */
  private Entry changed(Entry entry) {
    audience.tell(listener -> listener.entryChanged(entry));
    left(List.of(entry.sample()), host.clock().instant());
    return history.entry(entry.key()).orElse(entry);
  }

  private void requireLabel(String label) {
    if (!host.labels().contains(label)) {
      throw new IllegalArgumentException(
          "\"" + label + "\" is none of the characters that can be learned here.");
    }
  }

  private static void requireKey(String key) {
    if (!key.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("not a key of a character: \"" + key + '"');
    }
  }
}
