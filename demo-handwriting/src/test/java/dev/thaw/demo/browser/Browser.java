package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.fail;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/**
 * One Chromium with cookies and storage of its own: one person. Not thread-safe. Closed by {@link
 * Browsers}, which also fails a test that leaves errors in the console.
 */
final class Browser {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final int WIDTH = 1280;
  static final int HEIGHT = 900;
  static final int PHONE_WIDTH = Screen.PHONE_WIDTH;

  private static final long POLL_MILLIS = 10;

  private static final String WATCH =
      """
      new Promise(done => {
        const holds = () => %s;
        if (holds()) return done();
        const watch = new MutationObserver(() => holds() && (watch.disconnect(), done()));
        watch.observe(document, {
          subtree: true, childList: true, attributes: true, characterData: true});
      })
      """;

  private final ChromeDriver driver;
  private final Map<String, DevTools> lines = new HashMap<>();
  private final Screen screen;
  private final Console console;

  Browser(Chromium chromium, Path profile) {
    this.driver = chromium.start(profile, WIDTH, HEIGHT);
    this.screen = new Screen(driver);
    this.console = new Console(driver);
  }

  /** Loads a page and waits for its load event. */
  Browser open(URI page) {
    driver.get(page.toString());
    return this;
  }

  Browser open(String page) {
    return open(URI.create(page));
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** Opens another tab and goes on in it; returns the one before, for {@link #goTo}. */
  String newTab() {
    String before = driver.getWindowHandle();
    driver.switchTo().newWindow(WindowType.TAB);
    return before;
  }

  void goTo(String tab) {
    driver.switchTo().window(tab);
  }

  // --- looking

  WebElement find(String css) {
    until("there is " + css, () -> !driver.findElements(By.cssSelector(css)).isEmpty());
    return driver.findElement(By.cssSelector(css));
  }

  List<WebElement> findAll(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  boolean has(String css) {
    return !findAll(css).isEmpty();
  }

  /** The text of the first match as the document has it, "" if there is none. */
  String text(String css) {
    return string("return (document.querySelector(arguments[0])?.textContent ?? '').trim()", css);
  }

  /** An attribute of the first match, "" if there is none. */
  String attribute(String css, String name) {
    return string(
        "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? ''", css, name);
  }

  /** The plain value behind what a page shows: the attribute {@code data-value}. */
  String value(String css) {
    return attribute(css, "data-value");
  }

  // --- doing

  void click(String css) {
    find(css).click();
  }

  /** Types to whatever has the focus. */
  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void fill(String css, String text) {
    WebElement field = find(css);
    field.clear();
    field.sendKeys(text);
  }

  /** Runs a script's body in the page; see {@code JavascriptExecutor} for the types. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  String string(String script, Object... arguments) {
    return String.valueOf(driver.executeScript(script, arguments));
  }

  double number(String script, Object... arguments) {
    return ((Number) Objects.requireNonNull(driver.executeScript(script, arguments), script))
        .doubleValue();
  }

  /** Sends a command of the Chrome DevTools protocol to the present tab. */
  Map<String, Object> command(String method, Map<String, Object> parameters) {
    return driver.executeCdpCommand(method, parameters);
  }

  /** The fast line to the present tab. */
  DevTools devTools() {
    return lines.computeIfAbsent(driver.getWindowHandle(), tab -> new DevTools(debugger(), tab));
  }

  private String debugger() {
    Object options = driver.getCapabilities().getCapability("goog:chromeOptions");
    return String.valueOf(((Map<?, ?>) options).get("debuggerAddress"));
  }

  // --- waiting

  void until(String what, BooleanSupplier condition) {
    until(what, PATIENCE, condition);
  }

  void until(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > deadline) {
        fail("not within " + patience.toSeconds() + " s: " + what + " at " + where());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  /**
   * Waits inside the page, which costs nothing while nothing changes.
   *
   * @param condition an expression; looked at again whenever the document changes
   */
  void untilInPage(String what, String condition) {
    String expression = WATCH.formatted(condition);
    Map<String, Object> parameters = Map.of("expression", expression, "awaitPromise", true);
    try {
      devTools().send("Runtime.evaluate", parameters).join();
    } catch (CompletionException e) {
      fail("not within " + PATIENCE.toSeconds() + " s: " + what + " at " + where(), e);
    }
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (StaleElementReferenceException e) {
      return false; // drawn anew meanwhile
    }
  }

  private String where() {
    return driver.getCurrentUrl() + ", console " + console.errors();
  }

  // --- how it looks

  void emulateDark(boolean dark) {
    screen.dark(dark);
  }

  /** The screen of a small phone, with touch, two device pixels to one of the page. */
  void emulatePhone() {
    screen.phone();
  }

  /** Another size of the screen, in CSS pixels. */
  void resize(int width, int height) {
    screen.size(width, height);
  }

  /** Whether something makes the page wider than the screen. */
  boolean overflowsSideways() {
    return number("return document.documentElement.scrollWidth - window.innerWidth") > 0;
  }

  /**
   * Writes what is seen at the top of the page to {@code target/screenshots/NAME.png} and, with
   * {@code -Dthaw.screenshots=DIR}, to that folder too.
   */
  void screenshot(String name) {
    run("scrollTo({top: 0, behavior: 'instant'})");
    screen.photograph(name);
  }

  // --- the console

  /** Lets errors that contain {@code part} stand: the test provokes them. */
  void expectInConsole(String part) {
    console.expect(part);
  }

  /** Errors in the console since the test began, without those expected. */
  List<String> consoleErrors() {
    return console.errors();
  }

  // --- for Browsers

  /** Forgets cookies, storage, tabs, emulation and the console: another person sits down. */
  void reset() {
    closeLines();
    List<String> tabs = List.copyOf(driver.getWindowHandles());
    for (String extra : tabs.subList(1, tabs.size())) {
      driver.switchTo().window(extra).close();
    }
    driver.switchTo().window(tabs.get(0));
    String origin = string("return location.origin");
    screen.reset();
    driver.get("about:blank");
    command("Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all"));
    command("Network.clearBrowserCookies", Map.of());
    console.forget();
  }

  private void closeLines() {
    lines.values().forEach(DevTools::close);
    lines.clear();
  }

  /** Ends Chromium and its driver. */
  void quit() {
    closeLines();
    driver.quit();
  }
}
