package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.MovableClock;
import dev.thaw.cache.faults.WriteErrorShim;
import dev.thaw.cache.faults.WriteErrorShim.Failure;
import dev.thaw.demo.campaign.Fault.DeathAt;
import dev.thaw.demo.chaos.CloudProcess;
import dev.thaw.demo.chaos.FarmProcess;
import dev.thaw.demo.chaos.FarmState.DeviceState;
import dev.thaw.demo.chaos.JvmExtras;
import dev.thaw.demo.chaos.Operator;
import dev.thaw.demo.chaos.Orders;
import dev.thaw.demo.chaos.RunFiles;
import dev.thaw.demo.simulate.SimulationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The two processes of a campaign, the network between them, their clocks and their disk. Used by
 * the campaign's thread; starting the cloud may be left to another.
 */
final class Rig implements AutoCloseable {
  private static final String NATIVE = "THAW_NATIVE_DIR";

  private final CampaignSettings settings;
  private final RunFiles files;
  private final List<String> ids;
  private final Optional<WriteErrorShim> shim;
  private final Map<Side, DeathAt> armed = new ConcurrentHashMap<>();
  private final CloudProcess cloud;
  private final Wire wire;
  private final FarmProcess farm;
  private final Operator operator;

  /** Starts everything; returns when the cloud listens. */
  Rig(CampaignSettings settings, RunFiles files, List<String> ids, Optional<Path> base) {
    this.settings = settings;
    this.files = files;
    this.ids = ids;
    makeDirectories();
    this.shim =
        settings.kinds().contains(Plan.Kind.EIO)
            ? WriteErrorShim.compile(files.directory(), files.cloud().resolve("db"))
            : Optional.empty();
    this.cloud = new CloudProcess(files, base, () -> extras(Side.CLOUD));
    this.wire = new Wire(cloud.uri(), settings.seed());
    List<String> arguments =
        List.of(
            files.directory().toString(),
            wire.uri().toString(),
            base.map(Path::toString).orElse("-"),
            Long.toString(settings.seed()));
    this.farm = new FarmProcess("devices", files, arguments, ids, () -> extras(Side.DEVICES));
    this.operator = new Operator(cloud.uri());
  }

  CampaignSettings settings() {
    return settings;
  }

  RunFiles files() {
    return files;
  }

  List<String> ids() {
    return ids;
  }

  Operator operator() {
    return operator;
  }

  Wire network() {
    return wire;
  }

  /** Whether {@link #failWrites} does anything here. */
  boolean canFailWrites() {
    return shim.isPresent();
  }

  void failWrites(boolean failing) {
    if (failing) {
      shim.ifPresent(each -> each.fail(Failure.WRITE));
    } else {
      shim.ifPresent(WriteErrorShim::heal);
    }
  }

  void moveClock(Side side, long seconds) {
    try {
      MovableClock.move(clock(side), seconds);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot move the clock of " + side, e);
    }
  }

  boolean isAlive(Side side) {
    return side == Side.CLOUD ? cloud.isAlive() : farm.isAlive();
  }

  int exitStatus(Side side) {
    return side == Side.CLOUD ? cloud.exitStatus() : farm.exitStatus();
  }

  /** SIGKILL. */
  void kill(Side side) {
    if (side == Side.CLOUD) {
      cloud.kill();
    } else {
      farm.kill();
    }
  }

  /**
   * Starts a side again on what it left, to die as {@code death} says if that is at a point. Of the
   * cloud it returns when that listens.
   *
   * @throws SimulationException if it ends before
   */
  void restart(Side side, Optional<DeathAt> death) {
    armed.remove(side);
    death.ifPresent(at -> armed.put(side, at));
    if (side == Side.CLOUD) {
      cloud.restart();
    } else {
      farm.restart();
    }
  }

  /** Whether every device has said something since the last start. */
  boolean devicesHeard() {
    return farm.state().devices().size() == ids.size();
  }

  /** As the devices say. */
  Map<String, DeviceState> states() {
    return farm.state().devices();
  }

  /** The models that devices run, by device. */
  Map<String, String> models() {
    return states().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, device -> device.getValue().model()));
  }

  /** Tells the devices what to do, unless they are dead. */
  void tell(Orders orders) {
    try {
      farm.tell(orders);
    } catch (SimulationException e) {
      if (farm.isAlive()) {
        throw new ViolationException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Ends both in order. */
  void stop() {
    farm.close();
    cloud.close();
  }

  @Override
  public void close() {
    farm.kill();
    cloud.kill();
    stop();
    wire.close();
  }

  private JvmExtras extras(Side side) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Djava.io.tmpdir=" + temporary());
    arguments.add("-D" + MovableClock.PROPERTY + "=" + clock(side));
    Optional.ofNullable(armed.get(side))
        .ifPresent(at -> arguments.add("-Dthaw.crash=" + at.point().id() + ":" + at.count()));
    if (side == Side.CLOUD && settings.defect()) {
      arguments.addAll(
          List.of("-Dthaw.faults=ack-before-commit", "-Dthaw.faults.confirm=lose-data"));
    }
    JvmExtras extras =
        side == Side.CLOUD && shim.isPresent()
            ? new JvmExtras(arguments, shim.get().environment())
            : new JvmExtras(arguments, Map.of());
    return System.getenv(NATIVE) == null
        ? extras.with(NATIVE, files.directory().resolve("native").toString())
        : extras;
  }

  /** Where children are to put what is temporary. */
  Path temporary() {
    return files.directory().resolve("tmp");
  }

  private Path clock(Side side) {
    return files.directory().resolve("clock-" + side.name().toLowerCase(java.util.Locale.ROOT));
  }

  private void makeDirectories() {
    try {
      Files.createDirectories(temporary());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + temporary(), e);
    }
  }
}
