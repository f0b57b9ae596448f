package dev.thaw.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxGaugeTest {
  @TempDir Path sys;

  @Test
  void aDischargingBatteryIsRead() throws IOException {
    supply("BAT0", "type", "Battery", "capacity", "15", "status", "Discharging");
    supply("AC", "type", "Mains", "online", "0");
    Surroundings now = new LinuxGauge(sys).read();
    assertThat(now.battery()).hasValue(0.15);
    assertThat(now.charging()).isFalse();
    assertThat(GateRule.DEFAULT.objection(now)).contains("battery at 15%, limit 20%");
  }

  @Test
  void externalPowerOutweighsALowBattery() throws IOException {
    supply("BAT0", "type", "Battery", "capacity", "5", "status", "Charging");
    supply("AC", "type", "Mains", "online", "1");
    assertThat(GateRule.DEFAULT.objection(new LinuxGauge(sys).read())).isEmpty();
  }

  @Test
  void severalBatteriesCountByTheirMeanAndAMouseNotAtAll() throws IOException {
    supply("BAT0", "type", "Battery", "capacity", "10", "status", "Discharging");
    supply("BAT1", "type", "Battery", "capacity", "50", "status", "Discharging");
    supply("mouse", "type", "Battery", "capacity", "90", "scope", "Device");
    assertThat(new LinuxGauge(sys).read().battery()).hasValue(0.3);
  }

  @Test
  void aMachineWithoutBatteryIsOnMains() {
    Surroundings now = new LinuxGauge(sys).read();
    assertThat(now.battery()).isEmpty();
    assertThat(now.charging()).isTrue();
    assertThat(GateRule.DEFAULT.objection(now)).isEmpty();
  }

  @Test
  void anUnreadableChargeCountsAsNone() throws IOException {
    supply("BAT0", "type", "Battery", "capacity", "?", "status", "Unknown");
    assertThat(new LinuxGauge(sys).read().battery()).isEmpty();
  }

  @Test
  void onlyAMobileInterfaceIsMetered() throws IOException {
    write("net/wwan0/operstate", "up");
    write("net/eth0/operstate", "down");
    assertThat(new LinuxGauge(sys).read().network()).isEqualTo(Network.METERED);
    write("net/eth0/operstate", "up");
    assertThat(new LinuxGauge(sys).read().network()).isEqualTo(Network.UNMETERED);
  }

  @Test
  void thisMachineCanBeRead() {
    assertThat(new LinuxGauge().read().network()).isNotNull();
  }

  private void supply(String name, String... values) throws IOException {
    for (int i = 0; i < values.length; i += 2) {
      write("power_supply/" + name + "/" + values[i], values[i + 1]);
    }
  }

  private void write(String path, String text) throws IOException {
    Path file = sys.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
