package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.thaw.demo.strokes.Stroke;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness itself, on a page that only records. */
@NeedsChromium
class BrowserIT {
  @RegisterExtension static final Browsers BROWSERS = new Browsers();

  private static HttpServer server;

  /** Guide units are half a pixel here, the base line is 150 pixels below the canvas's top. */
  private static final String PAGE =
      """
      <!doctype html><meta name=viewport content="width=device-width"><title>harness</title>
      <link rel=icon href=data:,>
      <canvas id=sheet width=300 height=200 style="touch-action:none;background:canvas"
        data-base-line=150 data-scale=0.5></canvas><input id=field>
      <script>
        window.seen = [];
        const sheet = document.getElementById('sheet');
        const see = (type, e) => seen.push([type, e.pointerType,
          (e.clientX - sheet.getBoundingClientRect().left) / 0.5,
          (e.clientY - sheet.getBoundingClientRect().top - 150) / 0.5].join(' '));
        sheet.addEventListener('pointerdown', e => see('down', e));
        sheet.addEventListener('pointerup', e => see('up', e));
        sheet.addEventListener('pointermove', e => e.buttons &&
          e.getCoalescedEvents().forEach(part => see('move', part)));
      </script>
      """;

  private static final Stroke STROKE =
      new Stroke(new float[] {20, 60, 100}, new float[] {0, -40, -100});

  @ParameterizedTest
  @EnumSource
  void strokesArriveInGuideUnitsWhateverOneWritesWith(PointerKind kind) {
    Browser browser = open();
    if (kind == PointerKind.FINGER) {
      browser.emulatePhone();
    }
    new Sheet(browser, kind).draw(List.of(STROKE));
    assertThat(seen(browser))
        .containsExactly(
            "down " + kind.type() + " 20 0",
            "move " + kind.type() + " 60 -40",
            "move " + kind.type() + " 100 -100",
            "up " + kind.type() + " 100 -100");
  }

  /** Pages from loopback are told of coalesced events; those from a data URL are not. */
  @BeforeAll
  static void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("content-type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static Browser open() {
    return BROWSERS
        .next()
        .open(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
  }

  private static List<String> seen(Browser browser) {
    return List.of(browser.string("return seen.join('\\n')").split("\n"));
  }

  @Test
  void noPointIsLostHoweverFastTheyCome() {
    Browser browser = open();
    new Sheet(browser, PointerKind.PEN).draw(List.of(diagonal(200)));
    assertThat(seen(browser)).hasSize(201);
  }

  private static Stroke diagonal(int points) {
    float[] x = new float[points];
    float[] y = new float[points];
    for (int i = 0; i < points; i++) {
      x[i] = 20 + 2 * i;
      y[i] = -i;
    }
    return new Stroke(x, y);
  }

  @Test
  void keysReachTheFieldThatHasTheFocus() {
    Browser browser = open();
    browser.click("#field");
    browser.type("abc");
    assertThat(browser.string("return document.getElementById('field').value")).isEqualTo("abc");
  }

  @Test
  void aScreenshotIsWritten() {
    open().screenshot("harness");
    assertThat(Files.exists(Path.of("target/screenshots/harness.png"))).isTrue();
  }

  @Test
  void anErrorInTheConsoleIsSeen() {
    Browser browser = open();
    browser.run("console.error('a broken thing')");
    browser.until("the error is there", () -> !browser.consoleErrors().isEmpty());
    assertThat(browser.consoleErrors()).singleElement().asString().contains("a broken thing");
    browser.expectInConsole("a broken thing");
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void aDarkSchemeAndAPhoneAreWhatThePageIsTold() {
    Browser browser = open();
    browser.emulateDark(true);
    browser.emulatePhone();
    assertThat(browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"))
        .isEqualTo(true);
    assertThat(browser.number("return window.innerWidth")).isEqualTo(Browser.PHONE_WIDTH);
  }

  @Test
  void anotherPersonOfTheSameTestHasAnotherBrowser() {
    Browser one = open();
    Browser other = open();
    one.fill("#field", "mine");
    assertThat(other.string("return document.getElementById('field').value")).isEmpty();
  }
}
