package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerChoiceTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final Scope SCHOOL = new Scope.Cohort("school");

  @Test
  void withoutRulesDevicesAreTrainedInClosedFormAndOthersByGradientDescent() {
    assertThat(chosen(TrainerChoice.DEFAULT, "letters"))
        .containsExactly(TrainerKind.CLOSED_FORM, TrainerKind.SGD, TrainerKind.SGD);
  }

  @Test
  void aTrainerAloneIsForDevicesAndCohorts() {
    assertThat(chosen(TrainerChoice.parse(List.of("closed-form")), "letters"))
        .containsExactly(TrainerKind.CLOSED_FORM, TrainerKind.CLOSED_FORM, TrainerKind.SGD);
    assertThat(TrainerChoice.parse(List.of("stacked")))
        .isEqualTo(TrainerChoice.of(TrainerKind.STACKED));
  }

  @Test
  void theNarrowestRuleCountsWhateverTheirOrder() {
    for (List<String> texts :
        List.of(
            List.of("stacked", "device=closed-form", "digits:sgd", "digits:cohort=closed-form"),
            List.of("digits:cohort=closed-form", "digits:sgd", "device=closed-form", "stacked"))) {
      TrainerChoice choice = TrainerChoice.parse(texts);
      assertThat(chosen(choice, "letters"))
          .containsExactly(TrainerKind.CLOSED_FORM, TrainerKind.STACKED, TrainerKind.SGD);
      assertThat(chosen(choice, "digits"))
          .containsExactly(TrainerKind.SGD, TrainerKind.CLOSED_FORM, TrainerKind.SGD);
    }
  }

  @Test
  void theGlobalScopeHasATrainerOfItsOwn() {
    assertThat(chosen(TrainerChoice.parse(List.of("global=stacked")), "letters"))
        .containsExactly(TrainerKind.CLOSED_FORM, TrainerKind.SGD, TrainerKind.STACKED);
  }

  @Test
  void whetherAKindOfScopeIsAlwaysTrainedInOneWayTakesEveryRuleIntoAccount() {
    assertThat(always("", TrainerKind.CLOSED_FORM)).isTrue();
    assertThat(always("cohort=sgd", TrainerKind.CLOSED_FORM)).isTrue();
    assertThat(always("digits:sgd", TrainerKind.CLOSED_FORM)).isFalse();
    assertThat(always("sgd", TrainerKind.CLOSED_FORM)).isFalse();
    assertThat(always("sgd", TrainerKind.SGD)).isTrue();
    assertThat(always("digits:sgd", TrainerKind.SGD)).isFalse();
    assertThat(always("digits:stacked,stacked", TrainerKind.STACKED)).isTrue();
  }

  private static boolean always(String rules, TrainerKind trainer) {
    List<String> texts = rules.isEmpty() ? List.of() : List.of(rules.split(","));
    return TrainerChoice.parse(texts).isAlways(ScopeKind.DEVICE, trainer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"global=closed-form", "letters:global=closed-form", "global=one-step"})
  void theGlobalScopeIsNeverInClosedForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainerRule.parse(text))
        .withMessageContaining("the global scope cannot be trained in ")
        .withMessageContaining("choose sgd or stacked");
  }

  @ParameterizedTest
  @CsvSource({
    "adam, unknown trainer \"adam\"",
    "device=, unknown trainer \"\"",
    "phone=sgd, not a kind of scope: \"phone\"",
    "=sgd, not a kind of scope: \"\"",
    ":sgd, no task before the colon",
    "a:b:sgd, unknown trainer \"b:sgd\""
  })
  void whatIsNoRuleIsRefused(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainerChoice.parse(List.of("stacked", text)))
        .withMessageContaining(why);
  }

  @Test
  void twoRulesForTheSameScopesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TrainerChoice.parse(List.of("a:device=sgd", "b:device=sgd", "a:device=stacked")))
        .withMessage("two trainers for the same scopes: a:device=sgd and a:device=stacked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "cohort=stacked", "letters:closed-form", "a.b-c:global=sgd"})
  void aRuleIsWrittenAsItIsRead(String text) {
    assertThat(TrainerRule.parse(text)).hasToString(text);
  }

  private static List<TrainerKind> chosen(TrainerChoice choice, String task) {
    return List.of(
        choice.trainerOf(task, PHONE),
        choice.trainerOf(task, SCHOOL),
        choice.trainerOf(task, Scope.GLOBAL));
  }
}
