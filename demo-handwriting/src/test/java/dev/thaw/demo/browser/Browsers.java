package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.WebDriverException;

/**
 * The browsers of a test class, as a static {@code @RegisterExtension}. A test takes as many as it
 * has people; between tests they are wiped, after the last one they end. A test that leaves errors
 * in a console fails; of one that fails, a screenshot is kept.
 */
final class Browsers implements AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback {
  private final List<Running> running = new ArrayList<>();
  private int taken;

  private record Running(Browser browser, Path profile) {}

  /** A browser that nobody has used in this test. */
  Browser next() {
    if (taken == running.size()) {
      running.add(start());
    }
    return running.get(taken++).browser();
  }

  private static Running start() {
    try {
      Path profile = Files.createTempDirectory("chromium");
      return new Running(new Browser(Chromium.find().orElseThrow(), profile), profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    for (int i = 0; i < taken; i++) {
      Browser browser = running.get(i).browser();
      if (context.getExecutionException().isPresent()) {
        browser.screenshot("failed-" + context.getRequiredTestMethod().getName() + "-" + i);
      } else {
        assertThat(browser.consoleErrors()).as("errors in the console").isEmpty();
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      running.subList(0, taken).forEach(each -> each.browser().reset());
    } catch (WebDriverException e) {
      quitAll(); // one that cannot be wiped is of no use to the next test
    }
    taken = 0;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    quitAll();
  }

  private void quitAll() {
    running.forEach(Browsers::quit);
    running.clear();
  }

  private static void quit(Running each) {
    try {
      each.browser().quit();
    } catch (WebDriverException e) {
      System.out.println("Chromium did not end well: " + e.getRawMessage());
    }
    delete(each.profile());
  }

  /** What Chromium still writes while it ends may stay behind. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.out.println("left behind: " + folder);
    }
  }
}
