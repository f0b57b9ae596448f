package dev.thaw.demo.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/** What a page believes of the screen it is on, and what is seen there. Not thread-safe. */
final class Screen {
  static final int PHONE_WIDTH = 360;

  private static final int PHONE_HEIGHT = 740;

  private final ChromeDriver driver;

  Screen(ChromeDriver driver) {
    this.driver = driver;
  }

  void dark(boolean dark) {
    media(List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
  }

  void phone() {
    metrics(PHONE_WIDTH, PHONE_HEIGHT, 2, true);
    touch(Map.of("enabled", true, "maxTouchPoints", 2));
  }

  void size(int width, int height) {
    metrics(width, height, 1, false);
  }

  /** As it was at the start. */
  void reset() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    media(List.of());
    touch(Map.of("enabled", false));
  }

  private void media(List<Map<String, String>> features) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
  }

  private void touch(Map<String, Object> how) {
    driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", how);
  }

  private void metrics(int width, int height, int pixelRatio, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", pixelRatio, "mobile", mobile));
  }

  /** Keeps a picture in the build's folder and in the one that somebody asked for. */
  void photograph(String name) {
    byte[] png = driver.getScreenshotAs(OutputType.BYTES);
    write(Path.of("target", "screenshots"), name, png);
    String wanted = System.getProperty("thaw.screenshots", "");
    if (!wanted.isBlank()) {
      write(Path.of(wanted), name, png);
    }
  }

  private static void write(Path folder, String name, byte[] png) {
    try {
      Files.write(Files.createDirectories(folder).resolve(name + ".png"), png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
