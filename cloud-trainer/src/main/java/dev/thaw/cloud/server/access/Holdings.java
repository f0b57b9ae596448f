package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.erasure.ErasedRows;
import dev.thaw.cloud.erasure.ErasurePlan;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.features.HeldRows;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.SampleId;
import java.util.Optional;

/** What the cloud has of a device or sample, counted in words for the audit log. Stateless. */
final class Holdings {
  private static final String NONE = "nothing";

  private Holdings() {}

  /**
   * What there is of what a request to erase names. Reads the disk.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   * @throws IllegalArgumentException if it names nothing
   */
  static String of(CloudTrainer trainer, String task, ObjectNode body) {
    Subject subject =
        new Subject(task, text(body, "device"), text(body, "sample").map(SampleId::fromHex));
    try {
      return inWords(trainer.planErasure(subject));
    } catch (CloudException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return NONE;
      }
      throw e;
    }
  }

  private static String inWords(ErasurePlan plan) {
    ErasedRows rows = plan.rows();
    HeldRows held = rows.held();
    return "features %d, lost %d, owed %d, device records %d, versions %d, runs %d; heads that learnt %d"
        .formatted(
            held.features(),
            held.lost(),
            held.owed(),
            rows.devices(),
            rows.versions(),
            rows.runs(),
            plan.toRenew().size());
  }

  private static Optional<String> text(ObjectNode body, String field) {
    return Optional.of(body.path(field)).filter(node -> node.isTextual()).map(n -> n.asText());
  }
}
