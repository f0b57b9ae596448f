package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudListener;
import dev.thaw.cloud.CloudStats;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.canary.FallenHead;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.server.WireKind.Direction;
import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.tls.ListenerTls;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Everything {@code /metrics} tells, in the Prometheus text format. Thread-safe. */
final class CloudMetrics implements CloudListener, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, TaskGauges> tasks = new ConcurrentHashMap<>();
  private final CloudTrainer trainer;
  private final RepairFigures repairs;
  private final Timer ingestLatency;

  /** What moves slowly, by task: kept here so that a scrape reads no storage. */
  private record TaskGauges(AtomicLong version, AtomicLong depth, AtomicLong epoch) {
    static TaskGauges register(MeterRegistry registry, String task) {
      TaskGauges gauges = new TaskGauges(new AtomicLong(), new AtomicLong(), new AtomicLong());
      Tags tags = Tags.of("task", task);
      gauge("thaw.manifest.version", tags, gauges.version)
          .description("Version of the global scope's current manifest")
          .register(registry);
      gauge("thaw.freeze.depth", tags, gauges.depth)
          .description("Layers frozen")
          .register(registry);
      gauge("thaw.freeze.epoch", tags, gauges.epoch)
          .description("Changes of freeze depth")
          .register(registry);
      return gauges;
    }

    private static Gauge.Builder<AtomicLong> gauge(String name, Tags tags, AtomicLong value) {
      return Gauge.builder(name, value, AtomicLong::doubleValue).tags(tags);
    }
  }

  CloudMetrics(
      CloudTrainer trainer, TrafficMeter traffic, ConnectedDevices devices, RepairFigures repairs) {
    this.trainer = trainer;
    this.repairs = repairs;
    this.ingestLatency =
        Timer.builder("thaw.ingest.latency")
            .description("From a decoded batch to its durable acknowledgement")
            .serviceLevelObjectives(
                millis(1),
                millis(2),
                millis(5),
                millis(10),
                millis(25),
                millis(50),
                millis(100),
                millis(250),
                millis(500),
                millis(1_000),
                millis(2_500))
            .register(registry);
    registerIntake();
    registerTraining();
    traffic(traffic);
    Gauge.builder("thaw.connections", devices, ConnectedDevices::count)
        .description("Devices connected by WebSocket")
        .register(registry);
    Gauge.builder("thaw.storage.free", trainer, t -> t.space().bytes())
        .description("Room on the disk under the data directory")
        .baseUnit("bytes")
        .register(registry);
    trainer.tasks().forEach(this::learn);
  }

  /** Tells how many readers follow the events, too. */
  void watch(EventReaders readers) {
    Gauge.builder("thaw.event.readers", readers, EventReaders::count)
        .description("Readers that follow the event log")
        .register(registry);
  }

  /** Tells when the listener's certificate expires, too. */
  void watch(ListenerTls tls) {
    Gauge.builder("thaw.tls.expires", tls, t -> t.status().expiresAt().getEpochSecond())
        .description("When the listener's certificate expires, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Tells what there was too much of, too. */
  void watch(Limits limits) {
    Gauge.builder("thaw.tcp.connections", limits, Limits::connections)
        .description("TCP connections open")
        .register(registry);
    for (Limits.Kind kind : Limits.Kind.values()) {
      FunctionCounter.builder("thaw.refused", limits, counted -> counted.refused(kind))
          .description("What there was too much of, by kind")
          .tags("kind", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  Timer ingestLatency() {
    return ingestLatency;
  }

  /** The text of one scrape. Reads storage for each task it did not know, and to count repairs. */
  String scrape() {
    trainer.tasks().forEach(this::learn);
    return registry.scrape();
  }

  @Override
  public void manifestChanged(String task, Scope scope, SignedManifest signed) {
    if (scope.equals(Scope.GLOBAL)) {
      gauges(task).version().set(signed.manifest().version());
      freezeChanged(task, signed.manifest().freeze());
    }
  }

  @Override
  public void freezeChanged(String task, FreezeState freeze) {
    gauges(task).depth().set(freeze.depth());
    gauges(task).epoch().set(freeze.epoch());
  }

  @Override
  public void changeEnded(String task, FreezeStatus.Ended ended) {
    String outcome = ended.outcome().name().toLowerCase(Locale.ROOT);
    Tags tags = Tags.of("task", task, "outcome", outcome);
    registry
        .counter("thaw.freeze.changes", tags.and("whole", "" + ended.wholeUpdate()))
        .increment();
  }

  @Override
  public void rolledBack(String task, Scope scope, long to, Optional<Long> version) {
    registry.counter("thaw.rollbacks", Tags.of("task", task, "scope", kind(scope))).increment();
  }

  @Override
  public void headFell(FallenHead head, Scope scope, boolean withdrawn) {
    Tags tags = Tags.of("task", head.task(), "scope", kind(scope));
    registry.counter("thaw.canary.fallbacks", tags.and("withdrawn", "" + withdrawn)).increment();
  }

  @Override
  public void trainingFinished(TrainingRun run) {
    Tags tags = Tags.of("task", run.task(), "scope", kind(run.scope()));
    registry
        .counter("thaw.training.runs", tags.and("published", "" + run.verdict().published()))
        .increment();
    registry.counter("thaw.training.steps", tags).increment((double) run.steps());
    registry.counter("thaw.training.samples", tags).increment((double) run.samples());
  }

  @Override
  public void close() {
    registry.close();
  }

  private void registerIntake() {
    for (SampleOutcome outcome : SampleOutcome.values()) {
      counter(
          "thaw.features",
          "Features taken in, by outcome",
          Tags.of("outcome", outcome.name().toLowerCase(Locale.ROOT)),
          stats -> stats.outcomes().getOrDefault(outcome, 0L));
    }
    counter("thaw.batches", "Batches acknowledged", Tags.empty(), CloudStats::batches);
    counter("thaw.commits", "Synced writes of batches", Tags.empty(), CloudStats::commits);
    counter(
        "thaw.commit.seconds", "Time in synced writes", Tags.empty(), CloudStats::commitSeconds);
    gauge("thaw.waiting.batches", "Batches not yet acknowledged", CloudStats::waitingBatches);
    gauge("thaw.devices", "Devices ever seen, by task", CloudStats::devices);
  }

  private void registerTraining() {
    counter(
        "thaw.training.seconds", "Time spent training", Tags.empty(), CloudStats::trainingSeconds);
    gauge("thaw.training.queue", "Scopes that wait or train", CloudStats::waitingScopes);
  }

  private void traffic(TrafficMeter traffic) {
    for (WireKind kind : WireKind.values()) {
      boolean in = kind.direction() == Direction.IN;
      FunctionCounter.builder(
              in ? "thaw.received.bytes" : "thaw.sent.bytes", traffic, t -> t.bytes(kind))
          .description("Bytes of frames and bodies, by kind")
          .tags("kind", kind.toString())
          .register(registry);
      FunctionCounter.builder(
              in ? "thaw.received.messages" : "thaw.sent.messages", traffic, t -> t.messages(kind))
          .description("Frames and bodies, by kind")
          .tags("kind", kind.toString())
          .register(registry);
    }
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<CloudStats> figure) {
    FunctionCounter.builder(name, trainer, t -> figure.applyAsDouble(t.stats()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<CloudStats> figure) {
    Gauge.builder(name, trainer, t -> figure.applyAsDouble(t.stats()))
        .description(description)
        .register(registry);
  }

  private void learn(TaskSpec task) {
    if (!tasks.containsKey(task.name())) {
      currentVersion(task.name()).ifPresent(gauges(task.name()).version()::set);
      freezeChanged(task.name(), trainer.freeze(task.name()));
    }
  }

  private Optional<Long> currentVersion(String task) {
    return trainer.models(task, Optional.of(Scope.GLOBAL)).stream()
        .filter(ModelVersion::current)
        .map(model -> model.manifest().version())
        .findFirst();
  }

  private TaskGauges gauges(String task) {
    return tasks.computeIfAbsent(task, this::register);
  }

  private TaskGauges register(String task) {
    Tags tags = Tags.of("task", task);
    Gauge.builder("thaw.repairs.waiting", repairs, r -> r.of(task).waiting())
        .description("Samples that devices are to send again")
        .tags(tags)
        .register(registry);
    Gauge.builder("thaw.repairs.lost", repairs, r -> r.of(task).lost())
        .description("Samples that devices cannot send again")
        .tags(tags)
        .register(registry);
    return TaskGauges.register(registry, task);
  }

  private static String kind(Scope scope) {
    return scope.path().split("/", 2)[0];
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
