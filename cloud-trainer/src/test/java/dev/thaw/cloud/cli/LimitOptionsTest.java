package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.server.limits.Rate;
import dev.thaw.cloud.server.limits.ServerLimits;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class LimitOptionsTest {
  @Command
  private static final class Some {
    @Mixin private LimitOptions limits = new LimitOptions();
  }

  @Test
  void withoutOptionsTheyAreTheDefaults() {
    assertThat(parse()).isEqualTo(ServerLimits.defaults());
  }

  @Test
  void eachOptionMovesItsOwn() {
    ServerLimits moved =
        parse(
            "--max-connections=7",
            "--max-address-connections=6",
            "--device-batches=5",
            "--total-batches=50",
            "--device-mib=0.5",
            "--total-mib=2",
            "--address-attempts=60");
    assertThat(moved)
        .isEqualTo(
            ServerLimits.defaults()
                .withConnections(7, 6)
                .withBatches(new Rate(5, 50), new Rate(50, 500))
                .withBytes(new Rate(524_288, 5_242_880), new Rate(2_097_152, 20_971_520))
                .withEnrolments(new Rate(1, 60), new Rate(10, 600)));
  }

  @Test
  void whatIsNoLimitIsRefused() {
    assertThatThrownBy(() -> parse("--device-batches=0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a rate");
    assertThatThrownBy(() -> parse("--max-connections=0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not numbers of connections");
  }

  private static ServerLimits parse(String... arguments) {
    Some some = new Some();
    new CommandLine(some).parseArgs(arguments);
    return some.limits.limits();
  }
}
