package dev.thaw.bench.evaluate.scaling;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a device runs, and verifies the manifest's signature and each layer's digest.
 * Confined to its event loop; what takes time is done by workers.
 */
final class Pull {
  private final Vertx vertx;
  private final Http http;
  private final String path;
  private final Set<Digest> bundled;
  private final Set<Digest> kept = new HashSet<>();
  private @Nullable PublicKey key;
  private @Nullable Digest current;

  /** What was verified, and is installed with that. */
  record Installed(Digest manifest, Instant createdAt) {}

  /**
   * @param bundled layers that came with the application
   */
  Pull(Vertx vertx, Http http, String task, String device, Set<Digest> bundled) {
    this.vertx = vertx;
    this.http = http;
    this.path = "/v1/tasks/" + task + "/manifest?device=" + device;
    this.bundled = bundled;
  }

  /** What is installed when it is said that {@code wanted} should be; nothing if it is. */
  Future<Optional<Installed>> to(Digest wanted) {
    Digest now = current;
    return now != null && now.equals(wanted)
        ? Future.succeededFuture(Optional.empty())
        : http.get(path, now == null ? "" : now.hex())
            .compose(
                envelope ->
                    envelope.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : trustedKey().compose(trusted -> verify(envelope.get(), trusted)));
  }

  private Future<PublicKey> trustedKey() {
    PublicKey known = key;
    return known != null
        ? Future.succeededFuture(known)
        : http.get("/v1/key").map(base64 -> trust(new String(base64, StandardCharsets.UTF_8)));
  }

  private PublicKey trust(String base64) {
    PublicKey first = SigningKeys.publicKey(Base64.getDecoder().decode(base64));
    key = first;
    return first;
  }

  private Future<Optional<Installed>> verify(byte[] envelope, PublicKey trusted) {
    return blocking(() -> ManifestCodec.verify(envelope, trusted))
        .compose(signed -> fetch(signed).map(done -> Optional.of(install(signed))));
  }

  private Future<Void> fetch(SignedManifest signed) {
    Future<Void> all = Future.succeededFuture();
    for (LayerEntry layer : signed.manifest().layers()) {
      if (!bundled.contains(layer.digest()) && !kept.contains(layer.digest())) {
        all =
            all.compose(before -> http.get("/v1/layers/" + layer.digest().hex()))
                .compose(bytes -> blocking(() -> requireRight(layer, bytes)));
      }
    }
    return all;
  }

  private static @Nullable Void requireRight(LayerEntry layer, byte[] bytes) {
    if (!Digest.of(bytes).equals(layer.digest())) {
      throw new IllegalStateException("layer " + layer.name() + " is another one");
    }
    return null;
  }

  private Installed install(SignedManifest signed) {
    List<Digest> layers = signed.manifest().layers().stream().map(LayerEntry::digest).toList();
    kept.clear();
    kept.addAll(layers);
    current = signed.digest();
    return new Installed(signed.digest(), signed.manifest().createdAt());
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }
}
