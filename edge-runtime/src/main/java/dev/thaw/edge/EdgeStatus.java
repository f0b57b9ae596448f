package dev.thaw.edge;

import dev.thaw.cache.CacheStats;
import dev.thaw.edge.canary.CanaryReport;
import dev.thaw.edge.predict.PredictCounts;
import dev.thaw.edge.upload.RepairCounts;
import dev.thaw.edge.upload.UploadCounts;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a device is doing. Immutable; counters run since the runtime was opened.
 *
 * @param link what the link is doing, in words: "online" where all is well; begins with "not
 *     enrolled: " or "revoked: " while the cloud does not let the device in
 * @param model the installed manifest; empty for the bundled model
 * @param version the manifest's version within its scope; 0 for the bundled model
 * @param freeze where the freeze point stands; empty while there is no model
 * @param repairs what became of samples that the cloud wanted once more
 * @param repairable for each cut from 1 to the last layer's, what could be made there from what is
 *     kept; empty while there is no model
 * @param canary how the head that runs stands against the general model; empty if it is not watched
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
    RepairCounts repairs,
    List<Repairable> repairable,
    Optional<CanaryReport> canary,
    Traffic traffic,
    long installs,
    long rejections,
    Optional<String> lastError) {
  /** What the rest of the figures may take of {@link Message#MAX_STATUS}. */
  private static final int OTHER_FIGURES = 26;

  private static final int FIGURES_PER_CUT = 2;

  public EdgeStatus {
    repairable = List.copyOf(repairable);
  }

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
    map.put("uploads.stranded", (double) repairs.stranded());
    map.put("repairs.asked", (double) repairs.asked());
    map.put("repairs.lost", (double) repairs.lost());
    map.put("bytes.features", (double) traffic.featuresUp());
    map.put("bytes.manifests", (double) traffic.manifestsDown());
    map.put("bytes.layers", (double) traffic.layersDown());
    map.put("installs", (double) installs);
    map.put("rejections", (double) rejections);
    map.put("model.version", (double) version);
    canary.ifPresent(report -> map.putAll(report.asMap()));
    predictions.missMillis().ifPresent(millis -> map.put("miss.ms", millis));
    predictions.hitMillis().ifPresent(millis -> map.put("hit.ms", millis));
    putRepairable(map);
    return map;
  }

  /** As many as fit, those nearest to the freeze point. */
  private void putRepairable(Map<String, Double> map) {
    int depth = freeze.map(FreezeState::depth).orElse(0);
    repairable.stream()
        .sorted(Comparator.comparingInt(each -> Math.abs(each.cut() - depth)))
        .limit((Message.MAX_STATUS - OTHER_FIGURES) / FIGURES_PER_CUT)
        .forEach(
            each -> {
              map.put("repairable." + each.cut(), (double) each.samples());
              map.put("repair.flops." + each.cut(), each.flops());
            });
  }
}
