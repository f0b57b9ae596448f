package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thaw.cloud.training.TrainerChoice;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.protocol.Scope;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrainerOptionTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @Command
  private static final class Some {
    @Mixin private TrainingOptions training = new TrainingOptions();
  }

  @Test
  void itCanBeGivenSeveralTimesOrWithCommas() {
    TrainerChoice choice = parse("--trainer=stacked", "--trainer=digits:device=closed-form");

    assertThat(choice).isEqualTo(parse("--trainer", "stacked,digits:device=closed-form"));
    assertThat(choice.trainerOf("letters", PHONE)).isEqualTo(TrainerKind.STACKED);
    assertThat(choice.trainerOf("digits", PHONE)).isEqualTo(TrainerKind.CLOSED_FORM);
    assertThat(choice.trainerOf("digits", Scope.GLOBAL)).isEqualTo(TrainerKind.SGD);
  }

  @Test
  void whatItIsNotIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--trainer=device=fast"))
        .withMessageContaining("unknown trainer \"fast\"")
        .withMessageContaining("[sgd, stacked, closed-form, one-step]");
  }

  @Test
  void theHelpTeachesIt() {
    String help = new CommandLine(new Some()).getUsageMessage();

    assertThat(help.replaceAll("\\s+", " "))
        .contains("[TASK:][SCOPES=]NAME (default: devices closed-form, others sgd)")
        .contains("--trainer=stacked,digits:device=closed-form");
  }

  private static TrainerChoice parse(String... args) {
    Some some = new Some();
    new CommandLine(some).parseArgs(args);
    return some.training.settings().trainers();
  }
}
