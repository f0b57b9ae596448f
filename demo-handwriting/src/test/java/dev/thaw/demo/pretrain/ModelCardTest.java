package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private final ModelCard card =
      new ModelCard(
          "handwriting",
          "made-up data",
          7,
          List.of("s/a", "s/b"),
          List.of("s/c"),
          new JsonObject().put("epochs", 3),
          new JsonObject().put("test", 0.5));

  @Test
  void isReadBackFromJson() {
    assertThat(ModelCard.parse(card.toJson().encodePrettily())).isEqualTo(card);
  }

  @Test
  void isReadBackFromMarkdown() {
    assertThat(card.toMarkdown()).startsWith("# Base model").contains("made-up data");
    assertThat(ModelCard.parse(card.toMarkdown())).isEqualTo(card);
  }

  @Test
  void whoIsNotListedIsATestWriter() {
    assertThat(card.isTestWriter("s/d")).isTrue();
    assertThat(card.isTestWriter("s/a")).isFalse();
    assertThat(card.isTestWriter("s/c")).isFalse();
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> ModelCard.parse("no card"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a model card");
    assertThatThrownBy(() -> ModelCard.parse("{\"generalTrain\": 3}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
