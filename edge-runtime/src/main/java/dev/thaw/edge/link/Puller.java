package dev.thaw.edge.link;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.install.Installer;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.install.RejectedException;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SignedManifest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the manifest, fetches the layers that are not here, and has them installed. One pull at
 * a time: whoever asks during one gets the outcome of the next.
 */
@CallByThread(CallByThread.CONTEXT)
final class Puller {
  private static final Logger LOG = LoggerFactory.getLogger(Puller.class);

  /** How often the manifest is asked for in one pull. */
  private static final int TRIES = 3;

  private final CloudLink link;
  private final RestCloud rest;
  private final Installer installer;
  private @Nullable Future<PullOutcome> running;
  private @Nullable Future<PullOutcome> queued;

  Puller(CloudLink link, RestCloud rest, Installer installer) {
    this.link = link;
    this.rest = rest;
    this.installer = installer;
  }

  /** The outcome of a pull that begins after this call; never fails. */
  Future<PullOutcome> pull() {
    Future<PullOutcome> waiting = queued;
    if (waiting != null) {
      return waiting;
    }
    Future<PullOutcome> before = running;
    if (before == null) {
      return begin();
    }
    Future<PullOutcome> next = before.compose(ignored -> begin());
    queued = next;
    return next;
  }

  private Future<PullOutcome> begin() {
    queued = null;
    Future<PullOutcome> outcome = attempt().otherwise(this::failure).map(this::report);
    running = outcome;
    return outcome.onComplete(ended -> running = null); // before a queued one begins
  }

  private Future<PullOutcome> attempt() {
    if (link.isClosed()) {
      return Future.succeededFuture(new PullOutcome.Unreachable("the runtime is closed"));
    }
    Optional<String> objection = link.gate().objection();
    if (objection.isPresent()) {
      return Future.succeededFuture(new PullOutcome.Postponed(objection.get()));
    }
    return ask(TRIES);
  }

  /** What the manifest names may be replaced and deleted before it is here: then asks again. */
  private Future<PullOutcome> ask(int tries) {
    return rest.manifest(link.currentManifest())
        .compose(
            envelope ->
                envelope.isEmpty()
                    ? Future.succeededFuture(new PullOutcome.Unchanged())
                    : trustedKey().compose(trusted -> consider(envelope.get(), tries)));
  }

  /**
   * Not before the cloud gave a manifest: one that wants to know who asks names it at enrolment.
   */
  private Future<Void> trustedKey() {
    if (installer.key().trusted().isPresent()) {
      return Future.succeededFuture();
    }
    return rest.key()
        .compose(
            base64 ->
                link.blocking(
                    () -> {
                      installer.key().trustFirst(base64);
                      return null;
                    }));
  }

  private Future<PullOutcome> consider(byte[] envelope, int tries) {
    return new KeyTrail(link, rest, installer, envelope)
        .verify()
        .compose(
            signed ->
                link.currentManifest().filter(signed.digest()::equals).isPresent()
                    ? Future.succeededFuture(new PullOutcome.Unchanged())
                    : fetchAndInstall(signed)
                        .recover(
                            cause -> isGone(cause) && tries > 1 ? ask(tries - 1) : failed(cause)));
  }

  private static boolean isGone(Throwable cause) {
    return cause instanceof CallFailedException call && call.isNotFound();
  }

  private static Future<PullOutcome> failed(Throwable cause) {
    return Future.failedFuture(cause);
  }

  private Future<PullOutcome> fetchAndInstall(SignedManifest signed) {
    return link.blocking(() -> installer.missing(signed.manifest()))
        .compose(
            missing ->
                fetch(missing)
                    .compose(fetched -> install(signed))
                    .map(installed -> installed(signed, missing)));
  }

  private Future<Void> fetch(List<LayerEntry> missing) {
    Future<Void> all = Future.succeededFuture();
    for (LayerEntry layer : missing) {
      all = all.compose(before -> rest.layer(layer)).compose(bytes -> keep(layer, bytes));
    }
    return all;
  }

  private Future<Void> keep(LayerEntry layer, byte[] bytes) {
    return link.blocking(
        () -> {
          installer.keep(layer, bytes);
          return null;
        });
  }

  private Future<Void> install(SignedManifest signed) {
    return link.blocking(
        () -> {
          installer.install(signed);
          return null;
        });
  }

  private static PullOutcome installed(SignedManifest signed, List<LayerEntry> fetched) {
    return new PullOutcome.Installed(
        signed.digest(),
        signed.manifest().version(),
        fetched.size(),
        fetched.stream().mapToLong(LayerEntry::sizeBytes).sum());
  }

  private PullOutcome failure(Throwable cause) {
    boolean ours =
        cause instanceof CallFailedException call && call.isOurFault() && !call.isUnauthenticated();
    if (cause instanceof RejectedException || ours) {
      return new PullOutcome.Rejected(Reasons.of(cause));
    }
    boolean foreseen = cause instanceof EdgeException || cause instanceof StorageException;
    boolean unforeseen = cause instanceof RuntimeException && !foreseen;
    if (unforeseen && !link.isClosed()) {
      LOG.warn("pull failed task={}", link.task(), cause);
    }
    return new PullOutcome.Unreachable(Reasons.of(cause));
  }

  private PullOutcome report(PullOutcome outcome) {
    link.pulled(outcome);
    return outcome;
  }
}
