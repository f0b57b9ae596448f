package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.advice.Advice;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.DepthRow;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.plan.FreezePlan;
import dev.thaw.cloud.policy.Decision;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.web.Json;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the operator sees of moving the freeze point, as JSON, as in the OpenAPI file. */
final class FreezeJson {
  private FreezeJson() {}

  static ObjectNode change(FreezeChange change) {
    ObjectNode node = Json.object();
    node.put("task", change.task());
    node.put("changed", change.changed());
    node.set("before", AdminJson.freeze(change.before()));
    node.set("after", AdminJson.freeze(change.after()));
    node.put("kept", change.kept());
    node.put("advanced", change.advanced());
    node.put("voided", change.voided());
    node.set("retrained", Json.texts(change.retrained()));
    node.set("carried", Json.texts(change.carried()));
    node.set("dropped", Json.texts(change.dropped()));
    Json.putFigure(node, "seconds", change.seconds());
    return node;
  }

  static ObjectNode base(BaseChange change) {
    ObjectNode node = Json.object();
    node.put("task", change.task());
    node.put("changed", change.changed());
    node.set("before", AdminJson.freeze(change.before()));
    node.set("after", AdminJson.freeze(change.after()));
    node.put("kept", change.kept());
    node.put("dropped", change.dropped());
    node.put("wanted", change.wanted());
    node.set("droppedScopes", Json.texts(change.droppedScopes()));
    Json.putFigure(node, "seconds", change.seconds());
    return node;
  }

  static ObjectNode status(FreezeStatus status) {
    ObjectNode node = Json.object();
    node.put("task", status.task());
    node.set("freeze", AdminJson.freeze(status.freeze()));
    node.set("change", orNull(status.change(), FreezeJson::running));
    node.set("last", orNull(status.last(), FreezeJson::ended));
    return node;
  }

  static ObjectNode running(FreezeStatus.Running change) {
    ObjectNode node = Json.object();
    node.put("target", change.target());
    node.put("wholeUpdate", change.wholeUpdate());
    node.put("phase", change.phase().name());
    putRule(node, change.when());
    node.put("startedAt", change.startedAt().toString());
    Json.putText(node, "deadline", change.deadline());
    node.put("resumed", change.resumed());
    node.put("featuresDone", change.featuresDone());
    node.put("featuresTotal", change.featuresTotal());
    node.put("headsDone", change.headsDone());
    node.put("headsTotal", change.headsTotal());
    node.put("samplesReady", change.samplesReady());
    node.put("samplesTotal", change.samplesTotal());
    return node;
  }

  private static void putRule(ObjectNode node, SwitchRule when) {
    if (when instanceof WhenRepaired rule) {
      node.put("when", rule.share());
    } else {
      node.put("when", "now");
    }
  }

  private static ObjectNode ended(FreezeStatus.Ended ended) {
    ObjectNode node = Json.object();
    node.put("from", ended.from());
    node.put("to", ended.to());
    node.put("wholeUpdate", ended.wholeUpdate());
    node.put("outcome", ended.outcome().name());
    node.put("reason", ended.reason());
    node.put("resumed", ended.resumed());
    node.put("startedAt", ended.startedAt().toString());
    node.put("endedAt", ended.endedAt().toString());
    return node;
  }

  static ObjectNode plan(FreezePlan plan) {
    ObjectNode node = Json.object();
    node.put("task", plan.task());
    node.put("from", plan.from());
    node.put("to", plan.to());
    node.put("kept", plan.kept());
    node.put("advanced", plan.advanced());
    node.put("repaired", plan.repaired());
    node.put("lost", plan.lost());
    node.put("unknown", plan.unknown());
    node.set("retrained", Json.texts(plan.retrained()));
    node.set("carried", Json.texts(plan.carried()));
    node.put("uploadBytes", plan.uploadBytes());
    node.put("downloadBytes", plan.downloadBytes());
    node.put("repairFlops", plan.repairFlops());
    node.put("scratchFlops", plan.scratchFlops());
    return node;
  }

  static ObjectNode advice(Advice advice) {
    ObjectNode node = Json.object();
    node.put("task", advice.task());
    node.put("presentDepth", advice.presentDepth());
    putLimits(node.putObject("limits"), advice.limits());
    node.set("rows", Json.array(advice.rows(), FreezeJson::row));
    putWhole(node, "recommended", advice.recommended());
    node.put("reason", advice.reason());
    node.put("deviceTime", advice.deviceTime());
    node.put("accuracyTest", advice.accuracyTest());
    return node;
  }

  private static ObjectNode row(DepthRow row) {
    ObjectNode node = Json.object();
    node.put("depth", row.depth());
    node.put("layer", row.layer());
    Json.putFigure(node, "fp32Bytes", row.fp32Bytes());
    Json.putFigure(node, "fp16Bytes", row.fp16Bytes());
    Json.putFigure(node, "int8Bytes", row.int8Bytes());
    node.put("flops", row.flops());
    Json.putFigure(node, "deviceMs", row.deviceMillis());
    node.put("headParameters", row.headParameters());
    node.put("updateBytes", row.updateBytes());
    putFigure(node, "epochSeconds", row.epochSeconds());
    putFigure(node, "accuracy", row.accuracy());
    node.put("samples", row.samples());
    Json.putFigure(node, "joules", row.joules());
    Json.putText(node, "objection", row.objection());
    return node;
  }

  static ObjectNode policy(String task, FreezePolicy policy, Optional<Decision> last) {
    ObjectNode node = Json.object();
    node.put("task", task);
    node.put("policy", policy.automatic() ? "auto" : "manual");
    node.put("everySeconds", policy.interval().toSeconds());
    Json.putFigure(node, "margin", policy.margin());
    putLimits(node, policy.limits());
    node.set("last", orNull(last, FreezeJson::decision));
    return node;
  }

  private static ObjectNode decision(Decision decision) {
    ObjectNode node = Json.object();
    node.put("decidedAt", decision.decidedAt().toString());
    node.put("from", decision.from());
    node.put("to", decision.to());
    node.put("moved", decision.moved());
    node.put("reason", decision.reason());
    return node;
  }

  private static void putLimits(ObjectNode node, AdviceLimits limits) {
    putWhole(node, "maxBytes", limits.maxBytes());
    putFigure(node, "maxDeviceMs", limits.maxDeviceMillis());
    putFigure(node, "minAccuracy", limits.minAccuracy());
  }

  private static void putFigure(ObjectNode node, String name, OptionalDouble figure) {
    Json.putFigure(node, name, figure.orElse(Double.NaN));
  }

  private static void putWhole(ObjectNode node, String name, OptionalLong value) {
    if (value.isPresent()) {
      node.put(name, value.getAsLong());
    } else {
      node.putNull(name);
    }
  }

  private static void putWhole(ObjectNode node, String name, OptionalInt value) {
    if (value.isPresent()) {
      node.put(name, value.getAsInt());
    } else {
      node.putNull(name);
    }
  }

  private static <T> JsonNode orNull(Optional<T> value, Function<T, ? extends JsonNode> view) {
    return value.<JsonNode>map(view).orElse(NullNode.getInstance());
  }
}
