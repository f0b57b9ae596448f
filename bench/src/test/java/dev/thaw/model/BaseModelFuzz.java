package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.bench.fuzz.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A base model's file and a layer's bytes: refused in one way, or read as they were written. */
public final class BaseModelFuzz {
  private static final String[] ENTRIES = {"task", "samples", "layers/00", "card.md"};

  @FuzzTest(maxDuration = "10m")
  void file(byte[] bytes) {
    check(bytes);
  }

  /** The entries of a well-formed archive. */
  @FuzzTest(maxDuration = "10m")
  void entries(byte[] bytes) throws IOException {
    check(archive(Parts.of(bytes, ENTRIES.length)));
  }

  @FuzzTest(maxDuration = "10m")
  void layer(byte[] bytes) {
    try {
      assertThat(StoredLayer.fromBytes("fuzzed", bytes).toBytes()).isEqualTo(bytes);
    } catch (ModelException refused) {
      // as promised
    }
  }

  private static void check(byte[] file) {
    try {
      byte[] again = BaseModel.fromBytes(file).toBytes();
      assertThat(BaseModel.fromBytes(again).toBytes()).isEqualTo(again);
    } catch (ModelException refused) {
      // as promised
    }
  }

  private static byte[] archive(List<byte[]> contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "format", "thaw-base-model 1".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < ENTRIES.length; i++) {
        put(zip, ENTRIES[i], contents.get(i));
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
