package dev.thaw.cloud.server;

import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.JsonRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** What an operator changes of a freeze policy: fields that are not named stay as they are. */
final class PolicyRequest {
  private static final long MIN_SECONDS = 1;
  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();
  private static final Set<String> FIELDS =
      Set.of("policy", "everySeconds", "margin", "maxBytes", "maxDeviceMs", "minAccuracy");

  private final JsonRequest body;

  private PolicyRequest(JsonRequest body) {
    this.body = body;
  }

  /** Reads the body of a request. */
  static PolicyRequest of(RoutingContext ctx) {
    PolicyRequest request = new PolicyRequest(JsonRequest.of(ctx, FIELDS));
    var unused =
        request.appliedTo(FreezePolicy.MANUAL); // mistakes are named before storage is read
    return request;
  }

  /** Limits of a query, none where it has none. */
  static AdviceLimits limits(RoutingContext ctx) {
    return new AdviceLimits(
        Answers.optional(ctx, "maxBytes")
            .map(text -> OptionalLong.of(wholeIn("maxBytes", text)))
            .orElse(OptionalLong.empty()),
        numberIn(ctx, "maxDeviceMs"),
        numberIn(ctx, "minAccuracy"));
  }

  FreezePolicy appliedTo(FreezePolicy present) {
    return new FreezePolicy(
        body.optionalText("policy").map(PolicyRequest::isAuto).orElse(present.automatic()),
        body.optionalWhole("everySeconds").map(PolicyRequest::interval).orElse(present.interval()),
        body.optionalNumber("margin").orElse(present.margin()),
        limits(present.limits()));
  }

  private AdviceLimits limits(AdviceLimits present) {
    OptionalLong bytes =
        body.optionalWhole("maxBytes").map(OptionalLong::of).orElse(OptionalLong.empty());
    return new AdviceLimits(
        body.has("maxBytes") ? bytes : present.maxBytes(),
        body.has("maxDeviceMs") ? number("maxDeviceMs") : present.maxDeviceMillis(),
        body.has("minAccuracy") ? number("minAccuracy") : present.minAccuracy());
  }

  private OptionalDouble number(String field) {
    return optional(body.optionalNumber(field));
  }

  private static OptionalDouble numberIn(RoutingContext ctx, String name) {
    return optional(
        Answers.optional(ctx, name)
            .map(
                text -> {
                  try {
                    return Double.parseDouble(text);
                  } catch (NumberFormatException e) {
                    throw wrong(name, text, e);
                  }
                }));
  }

  private static long wholeIn(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, text, e);
    }
  }

  private static IllegalArgumentException wrong(String name, String text, Exception cause) {
    return new IllegalArgumentException(
        "query parameter \"" + name + "\" is not a number: \"" + text + '"', cause);
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static boolean isAuto(String policy) {
    if (!policy.equals("auto") && !policy.equals("manual")) {
      throw new IllegalArgumentException("not a policy, auto or manual: \"" + policy + '"');
    }
    return policy.equals("auto");
  }

  private static Duration interval(long seconds) {
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "not an interval of 1 second to 365 days: " + seconds + " seconds");
    }
    return Duration.ofSeconds(seconds);
  }
}
