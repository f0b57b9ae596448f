package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.web.JsonRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change of depth as an operator asks for it. Immutable.
 *
 * @param when when it takes effect
 * @param dryRun whether only to tell what it would do
 * @param waits whether to answer after the switch
 */
record SwitchRequest(int depth, SwitchRule when, boolean dryRun, boolean waits) {
  private static final Duration DEFAULT_DEADLINE = Duration.ofHours(24);
  private static final Duration MAX_DEADLINE = Duration.ofDays(365);
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
  private static final Set<String> FIELDS =
      Set.of("depth", "when", "deadlineSeconds", "dryRun", "wait");

  /** Reads the body of a request. */
  static SwitchRequest of(RoutingContext ctx) {
    JsonRequest body = JsonRequest.of(ctx, FIELDS);
    SwitchRule when = rule(body);
    return new SwitchRequest(
        body.whole("depth"),
        when,
        body.optionalFlag("dryRun").orElse(false),
        body.optionalFlag("wait").orElse(when instanceof SwitchRule.AtOnce));
  }

  private static SwitchRule rule(JsonRequest body) {
    Optional<Double> share = body.any("when").flatMap(SwitchRequest::share);
    Optional<Long> seconds = body.optionalWhole("deadlineSeconds");
    if (share.isEmpty()) {
      if (seconds.isPresent()) {
        throw new IllegalArgumentException(
            "a deadline is for a change that waits for a share of repairs");
      }
      return new SwitchRule.AtOnce();
    }
    return new SwitchRule.WhenRepaired(
        share.get(), seconds.map(SwitchRequest::deadline).orElse(DEFAULT_DEADLINE));
  }

  private static Duration deadline(long seconds) {
    if (seconds < 1 || seconds > MAX_DEADLINE.toSeconds()) {
      throw new IllegalArgumentException(
          "not a deadline of 1 second to 365 days: " + seconds + " seconds");
    }
    return Duration.ofSeconds(seconds);
  }

  /** Empty for at once. */
  private static Optional<Double> share(JsonNode when) {
    if (when.isNumber()) {
      return Optional.of(checked(when.doubleValue(), when.asText()));
    }
    if (when.asText().equals("now")) {
      return Optional.empty();
    }
    Matcher percent = PERCENT.matcher(when.asText());
    if (!percent.matches()) {
      throw new IllegalArgumentException(
          "field \"when\" is neither now nor a share such as 80%: \"" + when.asText() + '"');
    }
    return Optional.of(checked(Double.parseDouble(percent.group(1)) / 100, when.asText()));
  }

  private static double checked(double share, String said) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("not a share above 0% and up to 100%: " + said);
    }
    return share;
  }
}
