package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the state of a task's freeze point is written for people, at most 80 columns wide. */
final class FreezeTexts {
  private static final int BAR = 20;
  private static final int PERCENT = 100;
  private static final String WAITING = "WAITING_FOR_REPAIR";

  private FreezeTexts() {}

  /** Whether nothing moves any more and every connected device runs what it should. */
  static boolean isSettled(JsonNode status) {
    JsonNode devices = status.path("devices");
    return !status.path("change").isObject()
        && devices.path("connectedSwitched").asLong() >= devices.path("connected").asLong();
  }

  /** The whole state. */
  static List<String> lines(JsonNode status) {
    List<String> lines = new ArrayList<>();
    JsonNode freeze = status.path("freeze");
    lines.add("task      " + status.path("task").asText());
    lines.add("depth     %s, epoch %s".formatted(freeze.path("depth"), freeze.path("epoch")));
    addChange(lines, status);
    addDevices(lines, status);
    addLast(lines, status.path("last"));
    return lines;
  }

  /** The change under way in a few words; needs {@code freeze} and {@code change}. */
  static String change(JsonNode status) {
    JsonNode change = status.path("change");
    return phase(change) + ": " + course(status.path("freeze").path("depth"), change);
  }

  /** The state in one line: of the change, or of the devices once it has ended. */
  static String line(JsonNode status) {
    JsonNode change = status.path("change");
    if (!change.isObject()) {
      return "at depth %s  devices %s"
          .formatted(
              status.path("freeze").path("depth"),
              ratio(status.path("devices"), "connectedSwitched", "connected"));
    }
    String done =
        isWaiting(change)
            ? "samples %d/%d".formatted(ready(status), samples(status))
            : "features %s  heads %s"
                .formatted(
                    ratio(change, "featuresDone", "featuresTotal"),
                    ratio(change, "headsDone", "headsTotal"));
    return change(status) + "  " + done;
  }

  private static void addChange(List<String> lines, JsonNode status) {
    JsonNode change = status.path("change");
    if (!change.isObject()) {
      lines.add("change    none");
      return;
    }
    lines.add("change    " + course(status.path("freeze").path("depth"), change) + rule(change));
    lines.add(
        "phase     %s since %s".formatted(phase(change), Texts.time(change.path("startedAt"))));
    if (change.path("resumed").asBoolean()) {
      lines.add("resumed   it was interrupted and taken up again");
    }
    lines.add(bar("features", change, "featuresDone", "featuresTotal", "run on"));
    lines.add(bar("heads", change, "headsDone", "headsTotal", "ready"));
    if (isWaiting(change)) {
      String what = "can be used at depth " + change.path("target");
      lines.add(bar("samples", ready(status), samples(status), what));
    }
  }

  private static void addDevices(List<String> lines, JsonNode status) {
    JsonNode devices = status.path("devices");
    JsonNode samples = status.path("samples");
    String what = "connected switched (%s known)".formatted(devices.path("known"));
    lines.add(bar("devices", devices, "connectedSwitched", "connected", what));
    lines.add(
        "repairs   %s devices are to send %s samples again; %s lost"
            .formatted(
                devices.path("waitingRepair"), samples.path("waiting"), samples.path("lost")));
  }

  private static void addLast(List<String> lines, JsonNode last) {
    if (!last.isObject()) {
      return;
    }
    String course =
        last.path("wholeUpdate").asBoolean()
            ? "new base model"
            : "%s -> %s".formatted(last.path("from"), last.path("to"));
    lines.add(
        "last      %s %s at %s%s"
            .formatted(
                course,
                words(last.path("outcome")),
                Texts.time(last.path("endedAt")),
                last.path("resumed").asBoolean() ? ", resumed" : ""));
    String reason = last.path("reason").asText();
    if (!reason.isEmpty()) {
      lines.addAll(Texts.wrapped("because   ", reason));
    }
  }

  private static String course(JsonNode from, JsonNode change) {
    return change.path("wholeUpdate").asBoolean()
        ? "new base model"
        : "%s -> %s".formatted(from, change.path("target"));
  }

  private static String rule(JsonNode change) {
    if (!change.path("when").isNumber()) {
      return "";
    }
    return ", at %s repaired, or at %s"
        .formatted(percent(change.path("when").asDouble()), Texts.time(change.path("deadline")));
  }

  private static String phase(JsonNode change) {
    return isWaiting(change) ? "waiting for repairs" : words(change.path("phase"));
  }

  private static boolean isWaiting(JsonNode change) {
    return change.path("phase").asText().equals(WAITING);
  }

  /** {@code ROLLED_BACK} as {@code rolled back}. */
  private static String words(JsonNode name) {
    return name.asText().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String ratio(JsonNode node, String done, String total) {
    return node.path(done) + "/" + node.path(total);
  }

  private static String bar(String name, JsonNode node, String done, String total, String what) {
    return bar(name, node.path(done).asLong(), node.path(total).asLong(), what);
  }

  private static String bar(String name, long done, long total, String what) {
    long part = Math.min(done, total);
    int filled = total == 0 ? 0 : (int) (BAR * part / total);
    return "%-9s [%s%s] %d of %d %s"
        .formatted(name, "#".repeat(filled), ".".repeat(BAR - filled), part, total, what);
  }

  /** Samples that are ready, or that devices are still to send again. */
  private static long samples(JsonNode status) {
    return ready(status) + status.path("samples").path("waiting").asLong();
  }

  private static long ready(JsonNode status) {
    return status.path("samples").path("ready").asLong();
  }

  static String percent(double share) {
    double percent = share * PERCENT;
    return percent == Math.rint(percent)
        ? String.format(Locale.ROOT, "%.0f%%", percent)
        : String.format(Locale.ROOT, "%.1f%%", percent);
  }
}
