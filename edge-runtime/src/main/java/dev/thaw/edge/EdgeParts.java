package dev.thaw.edge;

import dev.thaw.cache.ActivationCache;
import dev.thaw.cache.DeviceStore;
import dev.thaw.edge.canary.Canary;
import dev.thaw.edge.canary.CanaryRule;
import dev.thaw.edge.device.CloudKey;
import dev.thaw.edge.device.DeviceState;
import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.identity.Identity;
import dev.thaw.edge.install.DeviceScopes;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.install.Installer;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.link.CloudLink;
import dev.thaw.edge.link.LinkJournal;
import dev.thaw.edge.link.LinkParts;
import dev.thaw.edge.link.LinkSettings;
import dev.thaw.edge.link.Traffic;
import dev.thaw.edge.predict.Activations;
import dev.thaw.edge.predict.Generations;
import dev.thaw.edge.predict.Predictor;
import dev.thaw.edge.upload.UploadSettings;
import dev.thaw.edge.upload.Uploader;
import dev.thaw.protocol.SampleId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The object graph of one device, wired by hand: opened in one order, closed in the reverse one,
 * also if opening stops half-way.
 */
final class EdgeParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeParts.class);
  private static final long PATIENCE_SECONDS = 30;

  private final EdgeConfig config;
  private final Deque<AutoCloseable> opened;
  private final DeviceStore store;
  private final DeviceState device;
  private final Identity identity;
  private final ModelShelf shelf;
  private final Installer installer;
  private final Canary canary;
  private final Activations activations;
  private final Predictor predictor;
  private final Uploader uploader;
  private final Traffic traffic = new Traffic();
  private final LinkJournal journal;
  private final CloudLink link;
  private final boolean whole;

  private EdgeParts(EdgeConfig config, Optional<Vertx> shared, Deque<AutoCloseable> opened) {
    this.config = config;
    this.opened = opened;
    Announcer announcer = new Announcer(config.listener(), config.clock());
    this.journal = new LinkJournal(announcer::linkChanged);
    config.trust().requireUsable();
    Identity.makeDirectory(config.directory());
    this.store = open(DeviceStore.open(config.directory(), config.cache()));
    open(this::evictIfWhole);
    this.device = DeviceState.open(store.state(), config.deviceId(), new Random(config.seed()));
    CloudKey key = new CloudKey(store.state(), config.cloudKey());
    this.identity = identity(key);
    this.shelf = open(new ModelShelf());
    ActivationCache cache = store.activations();
    this.canary = new Canary(config.task(), store.state(), cache, config.canary());
    this.installer = installer(cache, key);
    installer.addListener(canary);
    if (config.canary() != CanaryRule.OFF) {
      installer.keepGeneralBeside();
    }
    installer.restore();
    this.activations = new Activations(config.task(), cache, config.kept(), config.clock());
    this.predictor = new Predictor(shelf, activations, canary);
    this.uploader =
        new Uploader(uploadSettings(), cache.outbox(), shelf, activations, device.firstSequence());
    uploader.addListener(announcer);
    installer.addListener(uploader);
    installer.addListener(announcer);
    open(uploader::giveUpFlushes);
    Vertx vertx = shared.orElseGet(this::ownVertx);
    this.link = await("the link", CloudLink.start(vertx, linkParts()));
    open(() -> await("the link", link.close()));
    canary.onFall(
        report -> {
          announcer.fellBack(report);
          link.report();
        });
    this.whole = true;
  }

  /** Opens everything; closes what was opened if something fails. */
  static EdgeParts assemble(EdgeConfig config, Optional<Vertx> shared) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      EdgeParts parts = new EdgeParts(config, shared, opened);
      LOG.info("open device={} {}", parts.device.deviceId(), config);
      return parts;
    } catch (RuntimeException | Error e) {
      closeAll(opened);
      throw e;
    }
  }

  EdgeConfig config() {
    return config;
  }

  DeviceState device() {
    return device;
  }

  ModelShelf shelf() {
    return shelf;
  }

  Activations activations() {
    return activations;
  }

  Canary canary() {
    return canary;
  }

  Predictor predictor() {
    return predictor;
  }

  Uploader uploader() {
    return uploader;
  }

  CloudLink link() {
    return link;
  }

  /** Whether the cache knows the sample; if so the annotation is durable. */
  boolean annotate(SampleId sample, int label) {
    return store
        .activations()
        .annotate(
            config.task(), sample, label, config.clock().instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /** Why a sample cannot be annotated, as far as this device can tell. */
  String unknown(SampleId sample) {
    return "unknown sample "
        + sample
        + ": never predicted here, or not in the cache any more (waiting for upload: "
        + store.activations().outbox().length()
        + ", found no room: "
        + predictor.counts().uncached()
        + ")"
        + store.trouble().map(why -> "; nothing can be stored at present: " + why).orElse("");
  }

  boolean isWaiting(SampleId sample) {
    return store.activations().outbox().isWaiting(config.task(), sample);
  }

  int waiting() {
    return store.activations().outbox().length();
  }

  EdgeStatus status() {
    Optional<ModelShelf.Lease> lease = shelf.tryLease();
    try {
      Optional<InstalledModel> model = lease.map(ModelShelf.Lease::get);
      return new EdgeStatus(
          device.deviceId(),
          journal.state(),
          model.flatMap(InstalledModel::manifestDigest),
          model.map(InstalledModel::version).orElse(0L),
          model.map(InstalledModel::freeze),
          store.activations().stats(),
          predictor.counts(),
          uploader.counts(),
          uploader.repairs(),
          model.map(this::repairable).orElse(List.of()),
          canary.report(),
          bytes(),
          installer.installs(),
          journal.rejections(),
          journal.lastError());
    } finally {
      lease.ifPresent(ModelShelf.Lease::close);
    }
  }

  /** Link first, so that nothing is under way; the database last. */
  @Override
  public void close() {
    closeAll(opened);
  }

  private void evictIfWhole() {
    if (whole && config.evictOnClose()) {
      store.activations().evictNeverAnnotated();
    }
  }

  private Identity identity(CloudKey key) {
    return Identity.open(
        config.directory(),
        device.deviceId(),
        config.invitation(),
        store.state(),
        key,
        new SecureRandom());
  }

  private Optional<String> cohort() {
    return config.cohort().or(identity::cohort);
  }

  private Installer installer(ActivationCache cache, CloudKey key) {
    DeviceScopes scopes =
        new DeviceScopes(config.task(), device.deviceId(), this::cohort, config.bundledDepth());
    Installer made =
        new Installer(scopes, config.base(), store.state(), store.layers(), key, shelf);
    made.addListener(
        new Generations(config.task(), cache, store.state(), config.kept(), config.clock()));
    return made;
  }

  private UploadSettings uploadSettings() {
    UploadRule rule = config.upload();
    return new UploadSettings(
        config.task(), device.deviceId(), rule.dtype(), rule.maxBatch(), rule.allowRaw());
  }

  private LinkParts linkParts() {
    LinkSettings settings =
        new LinkSettings(
            config.cloud(),
            config.task(),
            device.deviceId(),
            this::cohort,
            config.trust(),
            config.timings(),
            config.upload().flushInterval(),
            config.seed());
    return new LinkParts(
        settings,
        identity,
        config.gate(),
        uploader,
        installer,
        shelf,
        traffic,
        journal,
        this::facts);
  }

  private List<Repairable> repairable(InstalledModel model) {
    int[][] starts = store.activations().starts(config.task(), model.prefixes());
    return Repairable.of(starts, model.model());
  }

  private Map<String, Double> facts() {
    Map<String, Double> facts = new LinkedHashMap<>(status().asMap());
    config.gate().gauge().read().battery().ifPresent(charge -> facts.put("battery", charge));
    return facts;
  }

  private EdgeStatus.Traffic bytes() {
    return new EdgeStatus.Traffic(
        traffic.featureBytesUp(),
        traffic.controlBytesUp(),
        traffic.manifestBytesDown(),
        traffic.layerBytesDown(),
        traffic.controlBytesDown());
  }

  /** One event loop and two workers do for one device. */
  private Vertx ownVertx() {
    Vertx own =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(withoutTemporaryFiles()));
    open(() -> await("Vert.x", own.close().toCompletionStage().toCompletableFuture()));
    return own;
  }

  /** A directory for files that nobody asks for would stay behind when the process is killed. */
  private static FileSystemOptions withoutTemporaryFiles() {
    return new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.push(resource);
    return resource;
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("closing", e);
      }
    }
  }

  private static <T> T await(String what, CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EdgeException("interrupted while waiting for " + what, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new EdgeException(what + " did not start or stop: " + e.getMessage(), e);
    }
  }
}
