package dev.thaw.demo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  @Test
  void writersAreSortedAndFoundByName() {
    Dataset dataset =
        new Dataset("d", List.of(Hands.writer("s/b", 3, "x"), Hands.writer("s/a", 2, "x")));
    assertThat(dataset.writers()).extracting(Writer::name).containsExactly("s/a", "s/b");
    assertThat(dataset.writer("s/b"))
        .hasValueSatisfying(w -> assertThat(w.source()).isEqualTo("s"));
    assertThat(dataset.writer("s/c")).isEmpty();
    assertThat(dataset.characterCount()).isEqualTo(5);
  }

  @Test
  void aWriterOccursOnce() {
    List<Writer> twice = List.of(Hands.writer("s/a", 1, "x"), Hands.writer("s/a", 2, "x"));
    assertThatThrownBy(() -> new Dataset("d", twice)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWriterIsNamedBySourceAndPerson() {
    assertThatThrownBy(() -> new Writer("nobody", List.of())).hasMessageContaining("'nobody'");
    assertThatThrownBy(() -> new Writer("s/", List.of())).hasMessageContaining("'s/'");
  }

  @Test
  void theAlphabetIsDigitsUpperCaseLowerCase() {
    assertThat(Alphabet.labels()).hasSize(62).startsWith("0", "1").endsWith("y", "z");
    assertThat(Alphabet.classOf('A')).isEqualTo(10);
    assertThat(Alphabet.labelOf(Alphabet.FIRST_LOWER_CASE)).isEqualTo('a');
    assertThat(Alphabet.contains('.')).isFalse();
    assertThatThrownBy(() -> Alphabet.classOf('.')).hasMessageContaining("'.'");
    assertThatThrownBy(() -> Alphabet.labelOf(62)).hasMessageContaining("62");
    assertThatThrownBy(() -> Hands.character('ä', 1, "p")).hasMessageContaining("ä");
  }
}
