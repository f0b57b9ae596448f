package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.install.Installer;
import dev.thaw.edge.install.StrangeKeyException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Gets from the trusted key to the one that signed a manifest, one verified handover at a time: a
 * device may have slept through several. Each step is kept. For one manifest.
 */
@CallByThread(CallByThread.CONTEXT)
final class KeyTrail {
  /** More changes of key than this are followed by the next pull. */
  static final int MOST_STEPS = 16;

  private final CloudLink link;
  private final RestCloud rest;
  private final Installer installer;
  private final byte[] envelope;
  private int steps;

  KeyTrail(CloudLink link, RestCloud rest, Installer installer, byte[] envelope) {
    this.link = link;
    this.rest = rest;
    this.installer = installer;
    this.envelope = envelope;
  }

  /**
   * The manifest in the envelope; fails as {@link Installer#verify} does if nothing leads to it.
   */
  Future<SignedManifest> verify() {
    return link.blocking(() -> installer.verify(envelope))
        .recover(
            cause ->
                cause instanceof StrangeKeyException stranger
                    ? follow(stranger)
                    : Future.failedFuture(cause));
  }

  private Future<SignedManifest> follow(StrangeKeyException stranger) {
    Digest from = installer.key().trusted().map(SigningKeys::fingerprint).orElseThrow();
    if (steps++ == MOST_STEPS) {
      return Future.failedFuture(
          new EdgeException("more than " + MOST_STEPS + " changes of key: the next pull goes on"));
    }
    return rest.handover(from).compose(frame -> follow(stranger, frame));
  }

  private Future<SignedManifest> follow(StrangeKeyException stranger, Optional<byte[]> frame) {
    return frame.isEmpty()
        ? Future.failedFuture(stranger)
        : link.blocking(() -> installer.follow(frame.get())).compose(next -> verify());
  }
}
