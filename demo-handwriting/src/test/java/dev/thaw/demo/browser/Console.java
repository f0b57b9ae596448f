package dev.thaw.demo.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** What pages and the browser itself complain of. Not thread-safe. */
final class Console {
  private final ChromeDriver driver;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  Console(ChromeDriver driver) {
    this.driver = driver;
  }

  void expect(String part) {
    expected.add(part);
  }

  List<String> errors() {
    read();
    return complaints.stream().filter(line -> expected.stream().noneMatch(line::contains)).toList();
  }

  /** Begins anew. */
  void forget() {
    read();
    complaints.clear();
    expected.clear();
  }

  /** The driver tells each line once. */
  private void read() {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
        complaints.add(entry.getMessage());
      }
    }
  }
}
