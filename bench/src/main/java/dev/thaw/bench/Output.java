package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a measurement speaks to whoever asked for it: progress, and figures as lines or as JSON. */
final class Output {
  @Option(names = "--json", description = "Print one JSON array instead of the table.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /** Refuses the command line unless {@code condition} holds. */
  void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(command(), message);
    }
  }

  /** Tells how far it is, apart from the figures. */
  void tell(String progress) {
    print(command().getErr(), progress);
  }

  /** Shows some figures as soon as there are any, unless JSON is wanted. */
  void show(List<Figure> figures) {
    if (!json) {
      figures.forEach(figure -> print(command().getOut(), figure.line()));
    }
  }

  /** Ends with all figures, if JSON is wanted. */
  void finish(List<Figure> all) throws JsonProcessingException {
    if (json) {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      print(command().getOut(), mapper.writeValueAsString(all));
    }
  }

  private static void print(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec, "set by picocli").commandLine();
  }
}
