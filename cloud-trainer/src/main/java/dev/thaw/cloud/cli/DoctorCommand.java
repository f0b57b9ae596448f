package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cache.doctor.Finding;
import dev.thaw.cloud.doctor.Diagnosis;
import dev.thaw.cloud.doctor.Doctor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thaw doctor}: checks and repairs data directories; talks to no server. */
@Command(
    name = "doctor",
    sortOptions = false,
    header = "Check a data directory, and repair what can be rebuilt.",
    description =
        "Reads every file and every row of the clouds and devices in DIR, none of which may be"
            + " running, and says what is damaged. Changes nothing without --repair. A repair"
            + " deletes nothing but unfinished files: what it replaces goes to"
            + " damaged-YYYYMMDD-HHMMSS in the data directory.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All is well, or is now.",
      "1:Something is damaged, or the directory is in use or cannot be read.",
      "2:The command line cannot be understood."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw doctor thaw-data/cloud",
      "  thaw doctor thaw-data/cloud --repair",
      "  thaw doctor thaw-data/cloud --repair --accept-loss",
      "  thaw doctor thaw-data --json | jq '.databases[].findings'"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @Parameters(paramLabel = "DIR", description = "The data directory of a cloud or a device.")
  private Path directory = Path.of("");

  @Option(
      names = "--repair",
      description = "Rebuild what can be rebuilt, and delete what processes left unfinished.")
  private boolean repair;

  @Option(
      names = "--accept-loss",
      description =
          "With --repair: go on without the rows that cannot be read. Prefer a backup, if there is"
              + " one.")
  private boolean acceptLoss;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine command = java.util.Objects.requireNonNull(spec, "set by picocli").commandLine();
    if (acceptLoss && !repair) {
      throw new ParameterException(command, "--accept-loss goes with --repair");
    }
    Doctor doctor = new Doctor(Clock.systemUTC());
    List<Diagnosis> found =
        repair ? doctor.repair(directory, acceptLoss) : doctor.examine(directory);
    PrintWriter out = command.getOut();
    if (json) {
      out.println(toJson(found).toPrettyString());
    } else {
      found.forEach(each -> print(each, out));
      out.println(verdict(found));
    }
    out.flush();
    return found.stream().allMatch(Diagnosis::isHealthy) ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static void print(Diagnosis found, PrintWriter out) {
    long rows = found.rows().values().stream().mapToLong(Long::longValue).sum();
    wrap((found.isCloud() ? "cloud " : "device ") + found.directory(), "", out);
    wrap(rows + " rows can be read", "  ", out);
    found.repairs().forEach(done -> wrap(done, "  repaired: ", out));
    for (Finding finding : found.findings()) {
      wrap(finding.where() + ": " + finding.what(), "  " + word(finding.kind()) + ": ", out);
    }
  }

  private String verdict(List<Diagnosis> found) {
    if (found.stream().allMatch(Diagnosis::isHealthy)) {
      return "All is well.";
    }
    boolean lost =
        found.stream()
            .flatMap(each -> each.findings().stream())
            .anyMatch(finding -> finding.kind() == Finding.Kind.LOST);
    if (!lost) {
      return repair ? "Not all could be repaired." : "--repair puts this right; nothing is lost.";
    }
    return "Restore a backup, or go on without what is lost: --repair --accept-loss.";
  }

  private static String word(Finding.Kind kind) {
    return switch (kind) {
      case UNTIDY -> "untidy";
      case REBUILDABLE -> "rebuildable";
      case LOST -> "LOST";
    };
  }

  /** In lines of at most 80 characters, however long the words are. */
  private static void wrap(String text, String first, PrintWriter out) {
    String line = first;
    String rest = text;
    while (line.length() + rest.length() > WIDTH) {
      int room = WIDTH - line.length();
      int space = rest.lastIndexOf(' ', room);
      int cut = space > 0 ? space : room;
      out.println(line + rest.substring(0, cut));
      rest = rest.substring(cut).strip();
      line = "    ";
    }
    out.println(line + rest);
  }

  private static ObjectNode toJson(List<Diagnosis> found) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("healthy", found.stream().allMatch(Diagnosis::isHealthy));
    ArrayNode databases = node.putArray("databases");
    for (Diagnosis each : found) {
      ObjectNode database = databases.addObject();
      database.put("directory", each.directory().toString());
      database.put("kind", each.isCloud() ? "cloud" : "device");
      ObjectNode rows = database.putObject("rows");
      each.rows().forEach(rows::put);
      ArrayNode findings = database.putArray("findings");
      for (Finding finding : each.findings()) {
        findings
            .addObject()
            .put("kind", finding.kind().name())
            .put("where", finding.where())
            .put("what", finding.what());
      }
      each.repairs().forEach(database.putArray("repairs")::add);
    }
    return node;
  }
}
