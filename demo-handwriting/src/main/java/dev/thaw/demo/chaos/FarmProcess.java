package dev.thaw.demo.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.simulate.SimulationException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A {@link Farm} that is killed and started again on its devices' directories. Thread-safe. */
public final class FarmProcess implements AutoCloseable {
  private static final FarmState SILENT = new FarmState(Map.of(), Tally.NONE, "");

  private final String name;
  private final RunFiles files;
  private final List<String> arguments;
  private final List<String> ids;
  private final ObjectMapper json = new ObjectMapper();
  private final Supplier<JvmExtras> extras;
  private volatile FarmState state = SILENT;
  private Tally past = Tally.NONE;
  private ChildProcess process;

  /**
   * Starts it.
   *
   * @param arguments all of {@link Farm#main} but the ids
   */
  FarmProcess(String name, RunFiles files, List<String> arguments, List<String> ids) {
    this(name, files, arguments, ids, () -> JvmExtras.NONE);
  }

  /**
   * As above.
   *
   * @param extras asked for at each start
   */
  public FarmProcess(
      String name,
      RunFiles files,
      List<String> arguments,
      List<String> ids,
      Supplier<JvmExtras> extras) {
    this.name = name;
    this.files = files;
    this.extras = extras;
    this.arguments = List.copyOf(arguments);
    this.ids = List.copyOf(ids);
    this.process = start();
  }

  private ChildProcess start() {
    List<String> all = new java.util.ArrayList<>(arguments);
    all.add(String.join(",", ids));
    return ChildProcess.start(Farm.class, all, extras.get(), files.log(name), this::heard);
  }

  private void heard(String line) {
    if (line.startsWith("{")) {
      try {
        state = json.readValue(line, FarmState.class);
      } catch (JsonProcessingException e) {
        // A line cut off by a kill.
      }
    }
  }

  /** What it said last; empty since it was started last if it has said nothing. */
  public FarmState state() {
    return state;
  }

  /** Of all its processes so far. */
  synchronized Tally tally() {
    return past.plus(state.tally());
  }

  /** Repeats the orders, and fails if the farm ended by itself. */
  public synchronized void tell(Orders orders) {
    if (!process.isAlive() || !state.problem().isEmpty()) {
      throw new SimulationException(
          "%s cannot go on: %s (see %s)".formatted(name, state.problem(), files.log(name)));
    }
    process.tell(orders.toString());
  }

  /** SIGKILL, and a new process. */
  synchronized void killAndRestart() {
    kill();
    restart();
  }

  /** SIGKILL; returns when it is dead. */
  public synchronized void kill() {
    process.kill();
  }

  /** Whether it has not ended. */
  public synchronized boolean isAlive() {
    return process.isAlive();
  }

  /** What it ended with. */
  public synchronized int exitStatus() {
    return process.exitStatus();
  }

  /** A new process after the end of the last; does not wait for it. */
  public synchronized void restart() {
    process.close();
    past = past.plus(state.tally());
    state = SILENT;
    process = start();
  }

  @Override
  public synchronized void close() {
    process.endInput();
    process.close();
  }
}
