package dev.thaw.edge.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelShelfTest {
  private static final TaskSpec TASK =
      new TaskSpec("t", "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28)));
  private static final List<Tensor> INPUT =
      List.of(Tensor.ofFloats(Shape.of(1, 28, 28), new float[28 * 28]));

  @Test
  void aReplacedModelIsClosedWhenItsLastLeaseIs() {
    InstalledModel old = InstalledModel.bundled(LayeredModel.create(TASK, 1), 2);
    InstalledModel next = InstalledModel.bundled(LayeredModel.create(TASK, 2), 2);
    try (ModelShelf shelf = new ModelShelf()) {
      shelf.swap(old);
      ModelShelf.Lease first = shelf.lease();
      ModelShelf.Lease second = shelf.lease();
      shelf.swap(next);
      first.close();
      first.close();
      assertThat(second.get().model().forward(0, 1, INPUT)).isNotEmpty();
      second.close();
      assertThatThrownBy(() -> old.model().forward(0, 1, INPUT))
          .isInstanceOf(IllegalStateException.class);
      try (ModelShelf.Lease now = shelf.lease()) {
        assertThat(now.get()).isSameAs(next);
      }
    }
    assertThatThrownBy(() -> next.model().forward(0, 1, INPUT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEmptyShelfLendsNothing() {
    try (ModelShelf shelf = new ModelShelf()) {
      assertThat(shelf.tryLease()).isEmpty();
      assertThatThrownBy(shelf::lease).hasMessageContaining("none bundled");
    }
  }
}
