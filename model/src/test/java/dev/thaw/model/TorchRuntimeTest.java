package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TorchRuntimeTest {
  @Test
  void the_number_of_threads_cannot_change_once_the_engine_runs() {
    assertThat(TorchRuntime.describe()).startsWith("PyTorch 2");
    TorchRuntime.useThreads(TorchRuntime.threads());
    assertThatThrownBy(() -> TorchRuntime.useThreads(TorchRuntime.threads() + 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("threads already");
    assertThatThrownBy(() -> TorchRuntime.useThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
