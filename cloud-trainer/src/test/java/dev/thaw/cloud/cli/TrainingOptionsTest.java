package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.training.TrainingMoment.AtInterval;
import dev.thaw.cloud.training.TrainingMoment.ByCount;
import dev.thaw.cloud.training.TrainingMoment.OnArrival;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrainingOptionsTest {
  private static final ByCount USUAL = new ByCount(32, Duration.ofMinutes(1));

  @Command
  private static final class Some {
    @Mixin private TrainingOptions training = new TrainingOptions();
  }

  @Test
  void withoutOptionsTheyAreTheDefaults() {
    assertThat(parse("--trainer=sgd").policy()).isEqualTo(TrainingPolicy.defaults());
    assertThat(parse("--trainer=sgd").settings())
        .isEqualTo(TrainingSettings.defaults().with(parse("--trainer=sgd").settings().trainers()));
    assertThat(parse().keptVersions()).isEqualTo(10);
  }

  @Test
  void closedFormTrainsOnArrivalUnlessSomethingIsSaidOfWhen() {
    assertThat(parse("--trainer=closed-form").policy().ofDevice()).isEqualTo(new OnArrival());
    assertThat(parse("--trainer=closed-form", "--train-on=count").policy().ofDevice())
        .isEqualTo(USUAL);
    assertThat(parse("--trainer=closed-form", "--train-every=4").policy().ofDevice())
        .isEqualTo(new ByCount(4, Duration.ofMinutes(1)));
    assertThat(parse("--trainer=closed-form", "--train-after=5").policy().ofDevice())
        .isEqualTo(new ByCount(32, Duration.ofSeconds(5)));
  }

  @Test
  void onArrivalAClosedFormHasOneSampleAndDescentItsEight() {
    TrainingSettings onArrival = parse("--trainer=closed-form", "--train-on=arrival").settings();
    assertThat(onArrival.closedForm().minSamples()).isEqualTo(1);
    assertThat(onArrival.minSamples()).isEqualTo(8);
    TrainingSettings byCount = parse("--trainer=closed-form", "--train-on=count").settings();
    assertThat(byCount.closedForm().minSamples()).isEqualTo(8);
  }

  @Test
  void onArrivalIsForDevicesAndTheRestGoesByCount() {
    TrainingPolicy policy =
        parse("--train-on=arrival", "--train-scopes=device,global", "--train-every=5").policy();
    assertThat(policy.ofDevice()).isEqualTo(new OnArrival());
    assertThat(policy.ofMany()).isEqualTo(new ByCount(5, Duration.ofMinutes(1)));
  }

  @Test
  void anIntervalIsAsLongAsSaidForAll() {
    TrainingPolicy policy = parse("--train-on=interval", "--train-after=7").policy();
    assertThat(policy.ofDevice()).isEqualTo(new AtInterval(Duration.ofSeconds(7)));
    assertThat(policy.ofMany()).isEqualTo(policy.ofDevice());
  }

  @Test
  void whatHasNoMeaningTogetherIsRefused() {
    assertRefused("--train-every has no meaning", "--train-on=arrival", "--train-every=5");
    assertRefused("--train-after has no meaning", "--train-on=arrival", "--train-after=5");
    assertRefused("say --train-on count", "--train-on=interval", "--train-every=5");
    assertRefused("say arrival, count or interval", "--train-on=noon");
    assertRefused("not a number of new features: 0", "--train-every=0");
    assertRefused("not a delay: PT0S", "--train-on=interval", "--train-after=0");
  }

  private static void assertRefused(String message, String... options) {
    assertThatThrownBy(() -> parse(options).policy())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static TrainingOptions parse(String... options) {
    Some some = new Some();
    new CommandLine(some).parseArgs(options);
    return some.training;
  }
}
