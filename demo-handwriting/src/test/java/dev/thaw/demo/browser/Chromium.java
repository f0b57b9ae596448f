package dev.thaw.demo.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * An installed Chromium and the driver that came with it. Both are named to Selenium, which
 * therefore neither looks for them nor fetches any. Immutable.
 */
record Chromium(Path browser, Path driver) {
  static final String MISSING = "no chromium: apt-get install chromium chromium-driver";

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final List<String> USUAL_PLACES =
      List.of("/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/snap/bin", "/opt/google/chrome");

  /** No download, no first-run page, no background traffic, no slowing down of hidden tabs. */
  private static final List<String> FLAGS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--no-proxy-server",
          "--no-first-run",
          "--no-default-browser-check",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-default-apps",
          "--disable-extensions",
          "--disable-sync",
          "--disable-background-timer-throttling",
          "--disable-renderer-backgrounding",
          "--disable-backgrounding-occluded-windows",
          "--lang=en-US");

  /** They would say at each start that they know no such version; nothing here asks them. */
  private static final List<Logger> SILENT =
      Stream.of("devtools.CdpVersionFinder", "chromium.ChromiumDriver")
          .map(name -> Logger.getLogger("org.openqa.selenium." + name))
          .toList();

  /** What is on the PATH or in one of the usual places. */
  static Optional<Chromium> find() {
    return BROWSERS.stream()
        .flatMap(name -> program(name).stream())
        .findFirst()
        .flatMap(browser -> program("chromedriver").map(driver -> new Chromium(browser, driver)));
  }

  private static Optional<Path> program(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), USUAL_PLACES.stream())
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one, without a window.
   *
   * @param profile where it keeps cookies and storage; made if need be
   */
  ChromeDriver start(Path profile, int width, int height) {
    SILENT.forEach(logger -> logger.setLevel(Level.SEVERE));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    return new ChromeDriver(service, options(profile, width, height));
  }

  private ChromeOptions options(Path profile, int width, int height) {
    LoggingPreferences console = new LoggingPreferences();
    console.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    options.addArguments(FLAGS);
    options.addArguments("--user-data-dir=" + profile.toAbsolutePath());
    options.addArguments("--window-size=" + width + "," + height);
    options.setCapability(ChromeOptions.LOGGING_PREFS, console);
    return options;
  }
}
