package dev.thaw.edge;

import dev.thaw.cache.CacheLimits;
import dev.thaw.edge.canary.CanaryRule;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.LinuxGauge;
import dev.thaw.edge.link.CloudTrust;
import dev.thaw.edge.link.LinkTimings;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.edge.predict.Eviction;
import dev.thaw.edge.predict.KeptActivations;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Message;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * How one device is to run. Immutable; made from {@link #of}, which holds all defaults, and the
 * {@code with} methods.
 *
 * @param task the task's name
 * @param cloud {@code http://} or {@code https://}, host, and port or path if need be
 * @param directory everything the device keeps is in it; used by one runtime at a time
 * @param base a model that came with the app, so that the first prediction needs no network
 * @param bundledDepth the bundled model's freeze depth until the first manifest; all but the last
 *     two layers if empty
 * @param deviceId the id to have; if empty, the kept one or a new random one
 * @param cohort the cohort to belong to
 * @param cloudKey the key that manifests must be signed with; trusted on first use if empty
 * @param invitation the operator's, to enrol with; a secret until it is used up
 * @param trust whom to believe to be the cloud where {@code cloud} is {@code https://}
 * @param cache bounds of disk and memory
 * @param kept what is kept of a sample besides the activation at the freeze point, for how long
 * @param upload how features are sent
 * @param gate when syncing is allowed
 * @param timings the link's patience
 * @param evictOnClose whether activations that nobody annotated are evicted when the runtime closes
 * @param canary which annotations test the head that predicted, for the general model to answer in
 *     its place if it is worse
 * @param listener hears what happens in the background
 * @param clock stamps activations and annotations
 * @param seed of ids and jitter
 */
public record EdgeConfig(
    String task,
    URI cloud,
    Path directory,
    Optional<BaseModel> base,
    OptionalInt bundledDepth,
    Optional<String> deviceId,
    Optional<String> cohort,
    Optional<PublicKey> cloudKey,
    Optional<String> invitation,
    CloudTrust trust,
    CacheLimits cache,
    KeptActivations kept,
    UploadRule upload,
    Gate gate,
    LinkTimings timings,
    boolean evictOnClose,
    CanaryRule canary,
    EdgeListener listener,
    Clock clock,
    long seed) {

  /** Reports all problems together. */
  public EdgeConfig {
    List<String> problems = new ArrayList<>();
    note(problems, () -> hello("any", task, Optional.empty()));
    deviceId.ifPresent(id -> note(problems, () -> hello(id, "any", Optional.empty())));
    note(problems, () -> hello("any", "any", cohort));
    if (!List.of("http", "https").contains(String.valueOf(cloud.getScheme()))
        || cloud.getHost() == null) {
      problems.add("cloud must be http://HOST or https://HOST, not " + cloud);
    }
    if (bundledDepth.isPresent() && bundledDepth.getAsInt() < 0) {
      problems.add("bundledDepth is " + bundledDepth.getAsInt());
    }
    if (invitation.filter(String::isBlank).isPresent()) {
      problems.add("invitation is blank");
    }
    base.filter(bundle -> !bundle.task().name().equals(task))
        .ifPresent(b -> problems.add("task is " + task + ", base is of " + b.task().name()));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("configuration: " + String.join("; ", problems));
    }
  }

  /** The defaults: this machine's battery and network, system clock, random seed, no base. */
  public static EdgeConfig of(String task, URI cloud, Path directory) {
    return new EdgeConfig(
        task,
        cloud,
        directory,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        CloudTrust.SYSTEM,
        CacheLimits.DEFAULT,
        KeptActivations.DEFAULT,
        UploadRule.DEFAULT,
        new Gate(new LinuxGauge(), GateRule.DEFAULT),
        LinkTimings.DEFAULT,
        true,
        CanaryRule.CORRECTIONS,
        EdgeListener.NONE,
        Clock.systemUTC(),
        ThreadLocalRandom.current().nextLong());
  }

  /** With a model that came with the app. */
  public EdgeConfig withBase(BaseModel value) {
    return with(draft -> draft.base = Optional.of(value));
  }

  /** With the bundled model frozen up to this depth until the first manifest. */
  public EdgeConfig withBundledDepth(int value) {
    return with(draft -> draft.bundledDepth = OptionalInt.of(value));
  }

  /** With this id. */
  public EdgeConfig withDeviceId(String value) {
    return with(draft -> draft.deviceId = Optional.of(value));
  }

  /** As a member of this cohort. */
  public EdgeConfig withCohort(String value) {
    return with(draft -> draft.cohort = Optional.of(value));
  }

  /** With the key that manifests must be signed with. */
  public EdgeConfig withCloudKey(PublicKey value) {
    return with(draft -> draft.cloudKey = Optional.of(value));
  }

  /**
   * With an invitation, which a cloud that wants to know its devices lets this one in for. Used at
   * the first contact, and again only if it is another one and the cloud no longer takes the
   * device's key.
   */
  public EdgeConfig withInvitation(String value) {
    return with(draft -> draft.invitation = Optional.of(value));
  }

  /** With these authorities, and this certificate to show, where TLS is spoken. */
  public EdgeConfig withTrust(CloudTrust value) {
    return with(draft -> draft.trust = value);
  }

  /** With these bounds. */
  public EdgeConfig withCache(CacheLimits value) {
    return with(draft -> draft.cache = value);
  }

  /** With checkpoints at these cuts. */
  public EdgeConfig withCheckpoints(Checkpoints value) {
    return with(draft -> draft.kept = kept.withCheckpoints(value));
  }

  /**
   * With inputs kept as well, up to {@code maxBytes} on disk; none if 0. They stay on this device,
   * and are what annotated samples are repaired from after a whole update.
   *
   * @throws IllegalArgumentException if {@code maxBytes} is negative
   */
  public EdgeConfig withKeptInputs(long maxBytes) {
    return with(draft -> draft.kept = kept.withInputBytes(maxBytes));
  }

  /** With activations evicted by this rule when a model is installed. */
  public EdgeConfig withEviction(Eviction value) {
    return with(draft -> draft.kept = kept.withEviction(value));
  }

  /** With features sent this way. */
  public EdgeConfig withUpload(UploadRule value) {
    return with(draft -> draft.upload = value);
  }

  /** With syncing allowed by this gate. */
  public EdgeConfig withGate(Gate value) {
    return with(draft -> draft.gate = value);
  }

  /** With this patience. */
  public EdgeConfig withTimings(LinkTimings value) {
    return with(draft -> draft.timings = value);
  }

  /** With or without eviction on close. */
  public EdgeConfig withEvictOnClose(boolean value) {
    return with(draft -> draft.evictOnClose = value);
  }

  /** With heads tested by this rule. */
  public EdgeConfig withCanary(CanaryRule value) {
    return with(draft -> draft.canary = value);
  }

  /** With this listener. */
  public EdgeConfig withListener(EdgeListener value) {
    return with(draft -> draft.listener = value);
  }

  /** With this clock. */
  public EdgeConfig withClock(Clock value) {
    return with(draft -> draft.clock = value);
  }

  /** With this seed. */
  public EdgeConfig withSeed(long value) {
    return with(draft -> draft.seed = value);
  }

  /** The effective values on one line; of key and invitation only that there is one. */
  @Override
  public String toString() {
    return "task=%s cloud=%s directory=%s base=%s deviceId=%s cohort=%s cloudKey=%s invitation=%s cache=%s "
            .formatted(
                task,
                cloud,
                directory,
                base.isPresent() ? "bundled" : "none",
                deviceId.orElse("kept"),
                cohort.orElse("none"),
                cloudKey.isPresent() ? "configured" : "on first use",
                invitation.isPresent() ? "given" : "none",
                cache)
        + "%s upload=%s gate=%s timings=%s evictOnClose=%s canary=%s"
            .formatted(kept, upload, gate.rule(), timings, evictOnClose, canary);
  }

  /** Names must be such as a hello may carry. */
  private static void hello(String device, String task, Optional<String> cohort) {
    new Message.Hello(device, task, cohort, Optional.empty(), Map.of());
  }

  private static void note(List<String> problems, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private EdgeConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finish();
  }

  /** A configuration being changed. */
  private static final class Draft {
    private final EdgeConfig from;
    private Optional<BaseModel> base;
    private OptionalInt bundledDepth;
    private Optional<String> deviceId;
    private Optional<String> cohort;
    private Optional<PublicKey> cloudKey;
    private Optional<String> invitation;
    private CloudTrust trust;
    private CacheLimits cache;
    private KeptActivations kept;
    private UploadRule upload;
    private Gate gate;
    private LinkTimings timings;
    private boolean evictOnClose;
    private CanaryRule canary;
    private EdgeListener listener;
    private Clock clock;
    private long seed;

    Draft(EdgeConfig from) {
      this.from = from;
      this.base = from.base;
      this.bundledDepth = from.bundledDepth;
      this.deviceId = from.deviceId;
      this.cohort = from.cohort;
      this.cloudKey = from.cloudKey;
      this.invitation = from.invitation;
      this.trust = from.trust;
      this.cache = from.cache;
      this.kept = from.kept;
      this.upload = from.upload;
      this.gate = from.gate;
      this.timings = from.timings;
      this.evictOnClose = from.evictOnClose;
      this.canary = from.canary;
      this.listener = from.listener;
      this.clock = from.clock;
      this.seed = from.seed;
    }

    EdgeConfig finish() {
      return new EdgeConfig(
          from.task,
          from.cloud,
          from.directory,
          base,
          bundledDepth,
          deviceId,
          cohort,
          cloudKey,
          invitation,
          trust,
          cache,
          kept,
          upload,
          gate,
          timings,
          evictOnClose,
          canary,
          listener,
          clock,
          seed);
    }
  }
}
