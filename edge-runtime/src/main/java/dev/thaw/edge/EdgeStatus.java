package dev.thaw.edge;

import dev.thaw.cache.CacheStats;
import dev.thaw.edge.predict.PredictCounts;
import dev.thaw.edge.upload.UploadCounts;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a device is doing. Immutable; counters run since the runtime was opened.
 *
 * @param link what the link is doing, in words
 * @param model the installed manifest; empty for the bundled model
 * @param version the manifest's version within its scope; 0 for the bundled model
 * @param freeze where the freeze point stands; empty while there is no model
 * @param traffic bytes that crossed the link, by purpose
 * @param installs models installed from manifests
 * @param rejections manifests and layers that were refused
 * @param lastError what went wrong last on the link or in an install, since the opening
 */
public record EdgeStatus(
    String deviceId,
    String link,
    Optional<Digest> model,
    long version,
    Optional<FreezeState> freeze,
    CacheStats cache,
    PredictCounts predictions,
    UploadCounts uploads,
    Traffic traffic,
    long installs,
    long rejections,
    Optional<String> lastError) {

  /**
   * Bytes of bodies and frames; headers of HTTP and WebSocket are not counted.
   *
   * @param featuresUp frames that carry features
   * @param controlUp hellos and reports
   * @param manifestsDown envelopes
   * @param layersDown layers
   * @param controlDown welcomes, acknowledgements, notices, the key
   */
  public record Traffic(
      long featuresUp, long controlUp, long manifestsDown, long layersDown, long controlDown) {}

  /** Annotations that the cloud has not acknowledged. */
  public long outbox() {
    return cache.outboxLength();
  }

  /** The figures by name, as they go to the operator. */
  public Map<String, Double> asMap() {
    Map<String, Double> map = new LinkedHashMap<>();
    map.put("cache.hits", (double) predictions.hits());
    map.put("cache.extended", (double) predictions.extended());
    map.put("cache.misses", (double) predictions.misses());
    map.put("cache.bytes", (double) cache.bytes());
    map.put("cache.samples", (double) cache.samples());
    map.put("outbox", (double) outbox());
    map.put("uploads.stored", (double) uploads.stored());
    map.put("uploads.stale", (double) uploads.stale());
    map.put("uploads.lost", (double) uploads.lost());
    map.put("uploads.refused", (double) uploads.refused());
    map.put("bytes.features", (double) traffic.featuresUp());
    map.put("bytes.manifests", (double) traffic.manifestsDown());
    map.put("bytes.layers", (double) traffic.layersDown());
    map.put("installs", (double) installs);
    map.put("rejections", (double) rejections);
    map.put("model.version", (double) version);
    return map;
  }
}
