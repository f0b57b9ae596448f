package dev.thaw.cloud.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.access.Operator;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.Json;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How that stands which a request is about, in a few words: what the audit log has as before and
 * after. What cannot be told is empty, and left to the route to refuse. Reads the disk.
 */
final class Standing {
  private static final int MOST_CHARACTERS = 500;

  private final CloudTrainer trainer;

  Standing(CloudTrainer trainer) {
    this.trainer = trainer;
  }

  /** What the request says that it is about. */
  static String target(RoutingContext ctx) {
    String query = ctx.request().query();
    ObjectNode body = body(ctx);
    String told = (query == null ? "" : query) + (body.isEmpty() ? "" : " " + body);
    return told.strip().substring(0, Math.min(told.strip().length(), MOST_CHARACTERS));
  }

  String of(RoutingContext ctx) {
    try {
      return at(ctx, ctx.normalizedPath().substring("/v1/admin/".length()));
    } catch (CloudException | IllegalArgumentException e) {
      return "";
    }
  }

  private String at(RoutingContext ctx, String path) {
    if (path.equals("freeze/policy")) {
      return policy(trainer.policy(task(ctx)));
    }
    if (path.startsWith("freeze")) {
      return freeze(task(ctx));
    }
    if (path.equals("train") || path.equals("rollback")) {
      return version(task(ctx), scope(ctx));
    }
    if (path.equals("base")) {
      return names(trainer.tasks()).stream().map(this::base).collect(Collectors.joining(", "));
    }
    if (path.equals("features/erase")) {
      return Holdings.of(trainer, task(ctx), body(ctx));
    }
    if (path.startsWith("keys")) {
      return "key " + SigningKeys.fingerprint(trainer.publicKey()).hex();
    }
    return whoMayComeIn(ctx, path.split("/", -1));
  }

  private String whoMayComeIn(RoutingContext ctx, String[] parts) {
    if (parts[0].equals("devices") && parts.length > 1) {
      return trainer.access().devices().find(parts[1]).map(Standing::device).orElse("none");
    }
    if (parts[0].equals("invitations")) {
      return "open invitations " + trainer.access().devices().openInvitations();
    }
    if (parts[0].equals("operators")) {
      String name = parts.length > 1 ? parts[1] : body(ctx).path("name").asText();
      return trainer.access().operators().find(name).map(Standing::operator).orElse("none");
    }
    return "";
  }

  private static String device(EnrolledDevice device) {
    return device.isActive() ? "enrolled" : "revoked";
  }

  private static String operator(Operator operator) {
    return operator.role() + ", token of " + operator.tokenAt();
  }

  private static String policy(FreezePolicy policy) {
    return "%s every %s s, margin %s, %s"
        .formatted(
            policy.automatic() ? "auto" : "manual",
            policy.interval().toSeconds(),
            policy.margin(),
            policy.limits());
  }

  private String freeze(String task) {
    FreezeState state = trainer.freeze(task);
    String change =
        trainer.freezeStatus(task).change().isPresent() ? ", a change is under way" : "";
    return "depth " + state.depth() + ", epoch " + state.epoch() + change;
  }

  private String base(String task) {
    return task + " on prefix " + trainer.freeze(task).prefix().hex() + ", " + freeze(task);
  }

  private String version(String task, Scope scope) {
    return trainer.models(task, Optional.of(scope)).stream()
        .filter(ModelVersion::current)
        .findFirst()
        .map(model -> "version " + model.manifest().version() + ", " + model.digest().hex())
        .orElse("no version of its own");
  }

  private String task(RoutingContext ctx) {
    JsonNode named = body(ctx).path("task");
    return Answers.optional(ctx, "task")
        .or(() -> Optional.of(named).filter(JsonNode::isTextual).map(JsonNode::asText))
        .orElseGet(() -> String.join(" ", names(trainer.tasks())));
  }

  private static Scope scope(RoutingContext ctx) {
    JsonNode named = body(ctx).path("scope");
    return named.isTextual() ? Scope.parse(named.asText()) : Scope.GLOBAL;
  }

  private static List<String> names(List<TaskSpec> tasks) {
    return tasks.stream().map(TaskSpec::name).toList();
  }

  private static ObjectNode body(RoutingContext ctx) {
    try {
      return Answers.contentType(ctx).equals(Answers.JSON)
          ? Json.objectIn(Answers.body(ctx))
          : Json.object();
    } catch (IOException | IllegalArgumentException e) {
      return Json.object();
    }
  }
}
