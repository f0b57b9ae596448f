package dev.thaw.demo.profile;

import dev.thaw.cache.CacheLimits;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.UploadRule;
import dev.thaw.edge.canary.CanaryRule;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Gauge;
import dev.thaw.edge.link.LinkTimings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all profiles of a host share. Immutable.
 *
 * @param events where profiles hear of what happens in the background; one thread
 * @param general waits for the general model to be loaded
 */
record Host(
    ProfileSettings settings, Vertx vertx, Executor events, Supplier<GeneralModel> general) {
  /** The name of the history's file in a profile's folder. */
  static final String HISTORY = "history.jsonl";

  /** A person sees at once what leaves, and not much later that the cloud is there again. */
  private static final LinkTimings TIMINGS =
      new LinkTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  /** Little memory, since many are open; a drawing counts as frequent from the fourth look on. */
  private static final CacheLimits CACHE = new CacheLimits(64L << 20, 8L << 20, 4);

  private static final UploadRule AT_ONCE = UploadRule.DEFAULT.withFlush(1, Duration.ofSeconds(1));

  Path folder(Token token) {
    return settings.directory().resolve(token.folder());
  }

  Path historyFile(Token token) {
    return folder(token).resolve(HISTORY);
  }

  Clock clock() {
    return settings.clock();
  }

  List<String> labels() {
    return settings.base().task().labels();
  }

  EdgeConfig device(Token token, Gauge gauge) {
    EdgeConfig config = uninvited(token, gauge);
    return settings
        .invitations()
        .forDevice(token.deviceId())
        .map(config::withInvitation)
        .orElse(config);
  }

  private EdgeConfig uninvited(Token token, Gauge gauge) {
    String task = settings.base().task().name();
    return EdgeConfig.of(task, settings.cloud(), folder(token).resolve("device"))
        .withBase(settings.base())
        .withCloudKey(settings.cloudKey())
        .withDeviceId(token.deviceId())
        .withCache(CACHE)
        .withUpload(AT_ONCE)
        .withGate(new Gate(gauge, GateRule.DEFAULT))
        .withTimings(TIMINGS)
        .withCanary(CanaryRule.ANNOTATIONS) // what was right is saved, too
        .withClock(settings.clock());
  }
}
