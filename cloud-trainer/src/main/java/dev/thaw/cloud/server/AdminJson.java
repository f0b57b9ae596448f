package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudStats;
import dev.thaw.cloud.devices.DeviceRecord;
import dev.thaw.cloud.features.DeviceFeatures;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.training.Crowd;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.Validation;
import dev.thaw.cloud.web.Json;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleOutcome;
import java.util.Optional;

/** What the operator sees of each record, as JSON. The grammar is in the OpenAPI file. */
final class AdminJson {
  private static final double NONE = Double.NaN;

  private AdminJson() {}

  static ObjectNode freeze(FreezeState freeze) {
    ObjectNode node = Json.object();
    node.put("depth", freeze.depth());
    node.put("epoch", freeze.epoch());
    node.put("prefix", freeze.prefix().hex());
    node.put("prefixSince", freeze.prefixSince().toString());
    return node;
  }

  static ObjectNode device(DeviceRecord device, boolean connected) {
    ObjectNode node = Json.object();
    node.put("device", device.deviceId());
    node.put("task", device.task());
    Json.putText(node, "cohort", device.cohort());
    node.put("manifest", device.current().map(digest -> digest.hex()).orElse(null));
    node.put("firstSeen", device.firstSeen().toString());
    node.put("lastSeen", device.lastSeen().toString());
    node.put("connected", connected);
    node.set("status", Json.figures(device.status()));
    return node;
  }

  static ObjectNode features(FeatureCounts counts) {
    ObjectNode node = Json.object();
    node.put("task", counts.task());
    node.put("usable", counts.usable());
    node.put("voided", counts.voided());
    node.put("lost", counts.lost());
    node.set("devices", Json.array(counts.devices(), AdminJson::deviceFeatures));
    return node;
  }

  private static ObjectNode deviceFeatures(DeviceFeatures device) {
    ObjectNode node = Json.object();
    node.put("device", device.deviceId());
    node.put("usable", device.usable());
    node.set("usableByCut", Json.counts(device.usableByCut()));
    node.set("voidByCut", Json.counts(device.voidByCut()));
    node.set("byLabel", Json.counts(device.byLabel()));
    return node;
  }

  static ObjectNode model(ModelVersion model) {
    Manifest manifest = model.manifest();
    ObjectNode node = Json.object();
    node.put("scope", manifest.scope().path());
    node.put("version", manifest.version());
    node.put("digest", model.digest().hex());
    node.put("current", model.current());
    putVerdict(node, model.verdict());
    node.put("withdrawn", model.verdict() instanceof Verdict.Withdrawn);
    node.put("createdAt", manifest.createdAt().toString());
    node.set("freeze", freeze(manifest.freeze()));
    node.put("headBytes", model.headBytes());
    node.put("totalBytes", manifest.totalBytes());
    node.set("layers", Json.array(manifest.layers(), AdminJson::layer));
    node.set("metrics", Json.figures(manifest.metrics()));
    return node;
  }

  private static ObjectNode layer(LayerEntry layer) {
    ObjectNode node = Json.object();
    node.put("name", layer.name());
    node.put("digest", layer.digest().hex());
    node.put("bytes", layer.sizeBytes());
    return node;
  }

  static ObjectNode run(TrainingRun run) {
    ObjectNode node = Json.object();
    node.put("id", run.id());
    node.put("task", run.task());
    node.put("scope", run.scope().path());
    node.put("startedAt", run.startedAt().toString());
    node.put("depth", run.depth());
    node.put("samples", run.samples());
    node.put("replayed", run.replayed());
    node.put("steps", run.steps());
    Json.putFigure(node, "seconds", run.seconds());
    Json.putFigure(node, "loss", run.loss());
    putVerdict(node, run.verdict());
    node.put("version", run.version().orElse(null));
    node.put("manifest", run.manifest().map(digest -> digest.hex()).orElse(null));
    putValidation(node, run.curve().validation());
    putCrowd(node, run.crowd());
    return node;
  }

  static ObjectNode runWithCurve(TrainingRun run) {
    ObjectNode node = run(run);
    node.set("curve", Json.array(run.curve().points(), AdminJson::point));
    return node;
  }

  private static void putValidation(ObjectNode node, Optional<Validation> validation) {
    node.put("validationSamples", validation.map(Validation::samples).orElse(null));
    Json.putFigure(node, "validationBefore", validation.map(Validation::before).orElse(NONE));
    Json.putFigure(node, "validationAfter", validation.map(Validation::after).orElse(NONE));
    Json.putFigure(node, "validationSeconds", validation.map(Validation::seconds).orElse(NONE));
  }

  private static void putCrowd(ObjectNode node, Optional<Crowd> crowd) {
    node.put("devices", crowd.map(Crowd::devices).orElse(null));
    node.put("cappedDevices", crowd.map(Crowd::capped).orElse(null));
    node.put("leftOut", crowd.map(Crowd::leftOut).orElse(null));
    node.put("jurors", crowd.map(Crowd::jurors).orElse(null));
    Json.putFigure(node, "change", crowd.map(Crowd::change).orElse(NONE));
  }

  private static ObjectNode point(CurvePoint point) {
    ObjectNode node = Json.object();
    node.put("epoch", point.epoch());
    Json.putFigure(node, "loss", point.loss());
    Json.putFigure(node, "validationLoss", point.validationLoss());
    Json.putFigure(node, "validationRight", point.validationRight());
    return node;
  }

  /** The names of all layers, in order. */
  static JsonNode layerNames(ModelVersion model) {
    return Json.texts(model.manifest().layers().stream().map(LayerEntry::name).toList());
  }

  static ObjectNode intake(CloudStats stats) {
    ObjectNode node = Json.object();
    for (SampleOutcome outcome : SampleOutcome.values()) {
      if (outcome != SampleOutcome.UNKNOWN) {
        node.put(outcome.name(), stats.outcomes().getOrDefault(outcome, 0L));
      }
    }
    node.put("batches", stats.batches());
    node.put("waitingBatches", stats.waitingBatches());
    node.put("commits", stats.commits());
    Json.putFigure(node, "commitSeconds", stats.commitSeconds());
    return node;
  }

  static ObjectNode training(CloudStats stats) {
    ObjectNode node = Json.object();
    node.put("waitingScopes", stats.waitingScopes());
    node.put("runsPublished", stats.runsPublished());
    node.put("runsHeldBack", stats.runsHeldBack());
    Json.putFigure(node, "seconds", stats.trainingSeconds());
    return node;
  }

  static ObjectNode traffic(Traffic traffic) {
    ObjectNode node = Json.object();
    traffic
        .byKind()
        .forEach(
            (kind, count) ->
                node.putObject(kind.toString())
                    .put("messages", count.messages())
                    .put("bytes", count.bytes()));
    return node;
  }

  private static void putVerdict(ObjectNode node, Verdict verdict) {
    node.put("published", verdict.published());
    node.put("reason", verdict.reason());
  }
}
