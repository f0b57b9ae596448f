package dev.thaw.demo.base;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where base models are read from. Stateless. */
public final class BundledModel {
  private static final String HANDWRITING = "handwriting.thawbase";

  private BundledModel() {}

  /** The handwriting base model that ships with the application. */
  public static BaseModel handwriting() {
    try (InputStream in = BundledModel.class.getResourceAsStream(HANDWRITING)) {
      if (in == null) {
        throw new IllegalStateException(HANDWRITING + " is missing from the class path");
      }
      return BaseModel.fromBytes(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + HANDWRITING, e);
    }
  }

  /**
   * A base model file, as {@code thaw pretrain} writes it.
   *
   * @throws DataFileException if it cannot be read or is something else
   */
  public static BaseModel read(Path file) {
    try {
      return BaseModel.fromBytes(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DataFileException(file, "cannot be read");
    } catch (ModelException e) {
      throw new DataFileException(file, String.valueOf(e.getMessage()));
    }
  }
}
