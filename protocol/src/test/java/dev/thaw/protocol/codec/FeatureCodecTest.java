package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.TaskSpec;
import org.junit.jupiter.api.Test;

class FeatureCodecTest {
  private final RandomValues values = new RandomValues(3);

  @Test
  void whatIsStoredComesBack() {
    for (int i = 0; i < 1_000; i++) {
      Feature feature = values.feature();
      Activation activation = values.activation();
      FreezeState freeze = values.freeze();
      TaskSpec task = values.task();
      assertThat(FeatureCodec.featureFromBytes(FeatureCodec.toBytes(feature))).isEqualTo(feature);
      assertThat(FeatureCodec.activationFromBytes(FeatureCodec.toBytes(activation)))
          .isEqualTo(activation);
      assertThat(FeatureCodec.freezeStateFromBytes(FeatureCodec.toBytes(freeze))).isEqualTo(freeze);
      assertThat(FeatureCodec.taskSpecFromBytes(FeatureCodec.toBytes(task))).isEqualTo(task);
    }
  }

  @Test
  void oneKindIsNotReadAsAnother() {
    byte[] activation = FeatureCodec.toBytes(values.activation());
    assertThatThrownBy(() -> FeatureCodec.featureFromBytes(activation))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("type 32 is no Feature");
  }
}
