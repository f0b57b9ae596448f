package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thaw freeze policy}. */
@Command(
    name = "policy",
    header = "Show or set who moves the freeze point.",
    description =
        "auto: the cloud looks at thaw freeze advise now and then, and moves the freeze point if"
            + " another depth saves more than the margin, or if the present one does not keep the"
            + " limits. To a shallower depth it waits until 80%% are repaired, or for the time of"
            + " --every. manual: only operators do. What is not named stays as it is.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw freeze policy",
      "  thaw freeze policy auto --every 6h --margin 10%%",
      "  thaw freeze policy auto --max-bytes 600",
      "  thaw freeze policy manual"
    })
final class FreezePolicyCommand extends TaskCommand {
  private static final String PATH = "v1/admin/freeze/policy";

  @Parameters(
      paramLabel = "auto|manual",
      arity = "0..1",
      description = "Who decides; without it the policy is shown.")
  private @Nullable String policy;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = AskedDuration.class,
      description = "The least time between two looks, such as 90s, 15m or 6h.")
  private @Nullable Duration every;

  @Option(
      names = "--margin",
      paramLabel = "SHARE",
      converter = AskedShare.Reader.class,
      description = "What another depth must save, such as 10%%.")
  private @Nullable AskedShare margin;

  @Option(names = "--no-limits", description = "Forget the limits set before.")
  private boolean noLimits;

  @Mixin private AskedLimits limits = new AskedLimits();

  @Override
  Reply ask(OperatorClient client) {
    ObjectNode body = body();
    return body.isEmpty() ? client.get(PATH, query()) : client.put(PATH, query(), body);
  }

  private ObjectNode body() {
    if (policy != null && !policy.equals("auto") && !policy.equals("manual")) {
      throw mistake("not a policy, auto or manual: '" + policy + "'");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (policy != null) {
      body.put("policy", policy);
    }
    if (every != null) {
      body.put("everySeconds", every.toSeconds());
    }
    if (margin != null) {
      body.put("margin", margin.value());
    }
    if (noLimits) {
      body.putNull("maxBytes").putNull("maxDeviceMs").putNull("minAccuracy");
    }
    limits.addTo(body);
    return body;
  }

  @Override
  void print(JsonNode policy, PrintWriter out) {
    out.println("task    " + policy.path("task").asText());
    out.println("policy  " + policy.path("policy").asText());
    out.println(
        "looks   every %s, moves to save more than %s"
            .formatted(
                AskedDuration.text(policy.path("everySeconds").asLong()),
                FreezeTexts.percent(policy.path("margin").asDouble())));
    Texts.wrapped("limits  ", limits(policy)).forEach(out::println);
    JsonNode last = policy.path("last");
    if (last.isObject()) {
      Texts.wrapped("last    ", decision(last)).forEach(out::println);
    }
  }

  private static String limits(JsonNode policy) {
    List<String> limits = new ArrayList<>();
    if (policy.path("maxBytes").isNumber()) {
      limits.add("at most " + policy.path("maxBytes") + " bytes per feature");
    }
    if (policy.path("maxDeviceMs").isNumber()) {
      limits.add("at most " + policy.path("maxDeviceMs") + " ms on the device");
    }
    limits.add(
        policy.path("minAccuracy").isNumber()
            ? "accuracy at least " + FreezeTexts.percent(policy.path("minAccuracy").asDouble())
            : "accuracy at most one point below the best");
    return String.join(", ", limits);
  }

  private static String decision(JsonNode last) {
    String what =
        last.path("moved").asBoolean()
            ? "moved %s -> %s".formatted(last.path("from"), last.path("to"))
            : "stayed at depth " + last.path("from");
    return "%s %s: %s"
        .formatted(Texts.time(last.path("decidedAt")), what, last.path("reason").asText());
  }
}
