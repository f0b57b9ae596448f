package dev.thaw.cloud.events;

import dev.thaw.cloud.CloudListener;
import dev.thaw.cloud.canary.FallenHead;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.time.Clock;
import java.util.Optional;

/** Turns the cloud's news into events and changed topics. Thread-safe; nothing here blocks. */
public final class Narrator implements CloudListener {
  private final EventLog log;
  private final FeatureTally tally;

  /** A narrator that fills {@code log}. */
  public Narrator(EventLog log, Clock clock) {
    this.log = log;
    this.tally = new FeatureTally(clock);
  }

  /** Tells what has been added up for long enough; to be called about twice a second. */
  public void tick() {
    tally.take().forEach(log::tell);
  }

  /** A device said hello. */
  public void connected(String task, String device) {
    log.tell(News.of(EventKind.DEVICE_CONNECTED, task, device, device + " is connected"));
    log.changed(Topic.DEVICES, Topic.STATUS);
  }

  /** A device that had said hello is gone. */
  public void disconnected(String task, String device) {
    log.tell(News.of(EventKind.DEVICE_DISCONNECTED, task, device, device + " is gone"));
    log.changed(Topic.DEVICES, Topic.STATUS);
  }

  /** A device came with an invitation; it is of no task yet. */
  public void enrolled(String device) {
    log.tell(News.of(EventKind.DEVICE_ENROLLED, "", device, device + " has enrolled"));
    log.changed(Topic.DEVICES);
  }

  /** A device is let in no more, whatever its tasks. */
  public void revoked(String device) {
    log.tell(News.of(EventKind.DEVICE_REVOKED, "", device, device + " was revoked"));
    log.changed(Topic.DEVICES);
  }

  @Override
  public void deviceReported(DeviceReport report) {
    log.changed(Topic.DEVICES);
  }

  @Override
  public void featuresStored(String task, String device, int count) {
    tally.add(task, device, count).forEach(log::tell);
    log.changed(Topic.FEATURES, Topic.STATUS);
  }

  @Override
  public void samplesRepaired(String task, String device, int count) {
    log.changed(Topic.FEATURES, Topic.FREEZE, Topic.STATUS);
  }

  @Override
  public void manifestChanged(String task, Scope scope, SignedManifest signed) {
    log.changed(Topic.MODELS, Topic.STATUS, Topic.DEVICES);
  }

  @Override
  public void manifestDropped(String task, Scope scope) {
    String text = scope + " has no model of its own any more; its devices run a wider one";
    log.tell(News.of(EventKind.WITHDRAWN, task, scope, Optional.empty(), text));
    log.changed(Topic.MODELS, Topic.STATUS, Topic.DEVICES);
  }

  @Override
  public void freezeChanged(String task, FreezeState freeze) {
    String text =
        "the freeze point of " + task + " is at " + freeze.depth() + ", epoch " + freeze.epoch();
    log.tell(News.of(EventKind.FREEZE, task, text));
    log.changed(Topic.FREEZE, Topic.FEATURES, Topic.MODELS, Topic.STATUS);
  }

  @Override
  public void repairsWanted(String task, FreezeState wanted) {
    String text = "devices send what is missing at depth " + wanted.depth() + " again";
    log.tell(News.of(EventKind.REPAIRS, task, text));
    log.changed(Topic.FREEZE, Topic.FEATURES, Topic.STATUS);
  }

  @Override
  public void changeEnded(String task, FreezeStatus.Ended ended) {
    log.tell(News.of(EventKind.CHANGE_ENDED, task, sentence(ended)));
    log.changed(Topic.FREEZE, Topic.FEATURES, Topic.MODELS, Topic.STATUS);
  }

  @Override
  public void trainingFinished(TrainingRun run) {
    log.tell(run.verdict().published() ? published(run) : heldBack(run));
    log.changed(Topic.RUNS, Topic.MODELS, Topic.STATUS);
  }

  @Override
  public void rolledBack(String task, Scope scope, long to, Optional<Long> version) {
    String text =
        version
            .map(made -> scope + " is back at version " + to + ", as version " + made)
            .orElse(scope + " was taken back to a wider scope's model");
    log.tell(News.of(EventKind.ROLLBACK, task, scope, version, text));
    log.changed(Topic.MODELS, Topic.STATUS);
  }

  @Override
  public void headFell(FallenHead head, Scope scope, boolean withdrawn) {
    String text = head.device() + " fell back from the head of " + scope + ": " + head.counts();
    log.tell(News.of(EventKind.FELL_BACK, head.task(), head.device(), text));
    log.changed(Topic.MODELS, Topic.DEVICES);
  }

  @Override
  public void deviceErased(String task, String device) {
    tally.forget(task, device);
    log.forget(task, device);
    log.changed(Topic.values());
  }

  @Override
  public void basePublished(BaseChange change) {
    String text =
        "a new base model of "
            + change.task()
            + " is in force; devices are asked for "
            + change.wanted()
            + " samples again";
    log.tell(News.of(EventKind.BASE, change.task(), text));
    log.changed(Topic.values());
  }

  @Override
  public void policyChanged(String task, FreezePolicy policy) {
    String who = policy.automatic() ? "by the advice" : "by hand";
    String text = "the freeze point of " + task + " is moved " + who + " from now on";
    log.tell(News.of(EventKind.POLICY, task, text));
    log.changed(Topic.FREEZE);
  }

  private static News published(TrainingRun run) {
    String text =
        "version %s of %s is published: %s"
            .formatted(number(run), run.scope(), run.verdict().reason());
    return News.of(EventKind.PUBLISHED, run.task(), run.scope(), run.version(), text);
  }

  private static News heldBack(TrainingRun run) {
    String text = "a head for %s is held back: %s".formatted(run.scope(), run.verdict().reason());
    return News.of(EventKind.HELD_BACK, run.task(), run.scope(), run.version(), text);
  }

  private static String number(TrainingRun run) {
    return run.version().map(String::valueOf).orElse("?");
  }

  private static String sentence(FreezeStatus.Ended ended) {
    String what =
        ended.wholeUpdate()
            ? "the change of the base model"
            : "the change of depth from " + ended.from() + " to " + ended.to();
    return switch (ended.outcome()) {
      case SWITCHED -> what + " is in force";
      case CANCELLED -> what + " was called off";
      case ROLLED_BACK -> what + " did not come about: " + ended.reason();
    };
  }
}
