package dev.thaw.cloud.erasure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.erasure.Renewed.Outcome;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes receipts. They name neither the subject, only a digest of it, nor any other device: heads
 * of devices are only counted. Immutable.
 */
record Receipts(ModelRegistry registry) {
  static final String KIND = "thaw erasure receipt 1";

  /**
   * The receipt of an erasure that is done.
   *
   * @param layers layers deleted
   */
  SignedReceipt of(Erasure erasure, int layers, Instant erasedAt) {
    ObjectNode receipt = JsonNodeFactory.instance.objectNode();
    receipt.put("kind", KIND);
    receipt.put("id", erasure.id());
    receipt.put("task", erasure.task());
    receipt.put("what", erasure.subject().isDevice() ? "device" : "sample");
    receipt.put("subject", erasure.subject().digest(erasure.id()).hex());
    receipt.put("requestedAt", erasure.requestedAt().toString());
    receipt.put("erasedAt", erasedAt.toString());
    receipt.set("rows", rows(erasure.plan().rows()).put("layers", layers));
    receipt.set("heads", heads(erasure.renewed()));
    receipt.set("ownHeads", counts(own(erasure), erasure.plan().own()));
    receipt.set("otherDevicesHeads", counts(others(erasure), Optional.empty()));
    ArrayNode kept = receipt.putArray("frozenLayersThatLearnt");
    registry.withdrawals().learntBackbone(erasure.task()).forEach(kept::add);
    return new SignedReceipt(receipt, registry.sign(SignedReceipt.canonical(receipt)));
  }

  static ObjectNode rows(ErasedRows rows) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("features", rows.held().features())
        .put("lost", rows.held().lost())
        .put("owed", rows.held().owed())
        .put("devices", rows.devices())
        .put("versions", rows.versions())
        .put("runs", rows.runs());
  }

  private static ArrayNode heads(List<Renewed> renewed) {
    ArrayNode heads = JsonNodeFactory.instance.arrayNode();
    renewed.stream()
        .filter(head -> !(head.scope() instanceof Scope.OfDevice))
        .forEach(head -> heads.add(head(head)));
    return heads;
  }

  private static ObjectNode head(Renewed head) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("scope", head.scope().path()).put("before", head.before());
    head.after().ifPresent(after -> node.put("after", after));
    return node.put("outcome", head.outcome().name().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode counts(List<Renewed> heads, Optional<Long> withdrawn) {
    long retrained = heads.stream().filter(h -> h.outcome() == Outcome.RETRAINED).count();
    long gone = heads.size() - retrained + (withdrawn.isPresent() ? 1 : 0);
    return JsonNodeFactory.instance.objectNode().put("retrained", retrained).put("withdrawn", gone);
  }

  private static List<Renewed> own(Erasure erasure) {
    return erasure.renewed().stream().filter(head -> isOwn(erasure, head)).toList();
  }

  private static List<Renewed> others(Erasure erasure) {
    return erasure.renewed().stream()
        .filter(head -> head.scope() instanceof Scope.OfDevice && !isOwn(erasure, head))
        .toList();
  }

  private static boolean isOwn(Erasure erasure, Renewed head) {
    return head.scope() instanceof Scope.OfDevice device
        && erasure.plan().devices().contains(device.id());
  }
}
