package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** A small file may not become much in memory. */
class PackedModelTest {
  @Test
  void aFileOfCountlessEntriesIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 10_000; i++) {
        zip.putNextEntry(new ZipEntry("layers/" + i));
        zip.closeEntry();
      }
    }
    assertThatThrownBy(() -> BaseModel.fromBytes(bytes.toByteArray()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("too large");
  }
}
