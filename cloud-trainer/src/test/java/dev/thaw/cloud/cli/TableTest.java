package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(print(new Table("A", "LONG").row("first", 1).row("x", 22)))
        .isEqualTo("A      LONG\nfirst  1\nx      22\n");
  }

  @Test
  void widestColumnGivesWaySoThatEightyCharactersSuffice() {
    String printed = print(new Table("A", "B").row("a".repeat(100), "kept as it is"));

    assertThat(printed.lines()).allMatch(line -> line.length() <= 80);
    assertThat(printed).contains("aa..  kept as it is").contains("--json shows it whole");
  }

  @Test
  void rowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Table("A", "B").row("only one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only one");
  }

  private static String print(Table table) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    table.print(out);
    out.flush();
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
