package dev.thaw.edge.gate;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Reads batteries from {@code /sys/class/power_supply} and network interfaces from {@code
 * /sys/class/net}, as the Linux kernel documents them (Documentation/ABI/testing/sysfs-class-power
 * and sysfs-class-net). Thread-safe; reads a few small files at each call.
 *
 * <p>Several batteries count by their mean charge. Only when every interface that is up is a mobile
 * one is the network metered. It is never reported as missing: that a connection cannot be made is
 * found out better by trying.
 */
public final class LinuxGauge implements Gauge {
  private static final Pattern MOBILE = Pattern.compile("(wwan|ppp|rmnet|usb).*");

  private final Path sysClass;

  /** A gauge of this machine. */
  public LinuxGauge() {
    this(Path.of("/sys/class"));
  }

  /** A gauge that reads below {@code sysClass} instead of {@code /sys/class}. */
  public LinuxGauge(Path sysClass) {
    this.sysClass = sysClass;
  }

  @Override
  public Surroundings read() {
    List<Path> supplies = children("power_supply");
    List<Path> batteries = supplies.stream().filter(LinuxGauge::isMainBattery).toList();
    OptionalDouble charge =
        batteries.stream()
            .flatMap(battery -> percent(battery).stream())
            .mapToDouble(percent -> Math.max(0, Math.min(100, percent)) / 100.0)
            .average();
    boolean external = supplies.stream().anyMatch(supply -> text(supply, "online").equals("1"));
    boolean charging = batteries.stream().anyMatch(LinuxGauge::isCharging);
    return new Surroundings(charge, external || charging || charge.isEmpty(), network());
  }

  private Network network() {
    List<String> up =
        children("net").stream()
            .filter(device -> text(device, "operstate").equals("up"))
            .map(device -> device.getFileName().toString())
            .toList();
    boolean onlyMobile = !up.isEmpty() && up.stream().allMatch(n -> MOBILE.matcher(n).matches());
    return onlyMobile ? Network.METERED : Network.UNMETERED;
  }

  /** A mouse's battery has the scope "Device" and says nothing about this machine. */
  private static boolean isMainBattery(Path supply) {
    return text(supply, "type").equals("Battery") && !text(supply, "scope").equals("Device");
  }

  private static boolean isCharging(Path battery) {
    String status = text(battery, "status");
    return status.equals("Charging") || status.equals("Full");
  }

  private static Optional<Integer> percent(Path battery) {
    String capacity = text(battery, "capacity");
    return capacity.matches("\\d{1,3}")
        ? Optional.of(Integer.parseInt(capacity))
        : Optional.empty();
  }

  private List<Path> children(String kind) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(sysClass.resolve(kind))) {
      entries.forEach(found::add);
    } catch (IOException unreadable) {
      return List.of();
    }
    return found;
  }

  private static String text(Path directory, String file) {
    try {
      return Files.readString(directory.resolve(file)).strip();
    } catch (IOException unreadable) {
      return "";
    }
  }
}
