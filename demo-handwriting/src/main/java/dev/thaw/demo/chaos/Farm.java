package dev.thaw.demo.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.chaos.FarmState.DeviceState;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A process of devices that is to be killed: reads {@link Orders} from standard input, a line each,
 * and writes {@link FarmState} to standard output as JSON, a line each. Ends when its input does.
 */
final class Farm {
  private static final int THREADS = 2;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ObjectMapper json = new ObjectMapper();
  private final PrintStream out;
  private final List<FarmDevice> devices;
  private volatile Orders orders =
      new Orders(Orders.Phase.WRITE, 0, java.util.Set.of(), java.util.Set.of());
  private volatile String problem = "";
  private volatile boolean stopped;

  private Farm(List<FarmDevice> devices, PrintStream out) {
    this.devices = devices;
    this.out = out;
  }

  /** Directory, cloud, base model file or {@code -}, seed, and the ids of the devices. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    RunFiles files = new RunFiles(Path.of(arguments[0]));
    DeviceSetup setup =
        new DeviceSetup(
            arguments[2].equals("-")
                ? BundledModel.handwriting()
                : BundledModel.read(Path.of(arguments[2])),
            URI.create(arguments[1]),
            Long.parseLong(arguments[3]));
    FileSystemOptions noTemporaryFiles =
        new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
    Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(noTemporaryFiles));
    List<FarmDevice> devices = new ArrayList<>();
    for (String id : arguments[4].split(",", -1)) {
      devices.add(new FarmDevice(id, files, setup, vertx));
    }
    new Farm(devices, System.out).run();
    vertx.close();
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(work(i), "thaw-farm-" + i);
      thread.start();
      threads.add(thread);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      orders = Orders.parse(line);
      say();
    }
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Turns of every {@link #THREADS}th device, until all is over. */
  private Runnable work(int first) {
    return () -> {
      try {
        while (!stopped) {
          for (int i = first; i < devices.size() && !stopped; i += THREADS) {
            devices.get(i).follow(orders);
          }
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        for (int i = first; i < devices.size(); i += THREADS) {
          devices.get(i).close();
        }
      } catch (RuntimeException e) {
        problem = String.valueOf(e.getMessage());
        throw e;
      }
    };
  }

  private void say() throws IOException {
    Map<String, DeviceState> states =
        devices.stream().collect(Collectors.toMap(FarmDevice::id, FarmDevice::state));
    Tally tally = devices.stream().map(FarmDevice::tally).reduce(Tally.NONE, Tally::plus);
    out.println(json.writeValueAsString(new FarmState(states, tally, problem)));
    out.flush();
  }
}
