package dev.thaw.cloud.cli;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about one task. */
abstract class TaskCommand extends ClientCommand {
  @Option(names = "--task", paramLabel = "NAME", description = "The task (default: the only one).")
  private @Nullable String task;

  final Optional<String> task() {
    return Optional.ofNullable(task);
  }

  /** The query every request has in common, to be added to. */
  final Map<String, String> query() {
    Map<String, String> query = new TreeMap<>();
    task().ifPresent(name -> query.put("task", name));
    return query;
  }
}
