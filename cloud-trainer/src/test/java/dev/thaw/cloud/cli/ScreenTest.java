package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final StringWriter text = new StringWriter();

  @Test
  void terminalIsDrawnOver() {
    Screen screen = new Screen(new PrintWriter(text), true);

    screen.show(List.of("one", "two"), "plain");
    screen.show(List.of("three"), "plain");
    screen.clear();
    screen.clear();

    assertThat(text.toString().replace(System.lineSeparator(), "\n"))
        .isEqualTo("one\ntwo\n\u001b[2A\u001b[Jthree\n\u001b[1A\u001b[J");
  }

  @Test
  void elsewhereALineIsPrintedOnlyWhenItChanged() {
    Screen screen = new Screen(new PrintWriter(text), false);

    screen.show(List.of("drawn"), "1/2");
    screen.show(List.of("drawn again"), "1/2");
    screen.show(List.of("drawn again"), "2/2");
    screen.clear();

    assertThat(text.toString().replace(System.lineSeparator(), "\n")).isEqualTo("1/2\n2/2\n");
  }
}
