package dev.thaw.demo.chaos;

import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one device's person writes, on disk, so that a process that is started again need not read
 * all the data. Lives as long as a run; big-endian: name, number of characters, of each the label,
 * the page, the strokes. Stateless.
 */
public final class WriterFile {
  private WriterFile() {}

  /** Writes {@code file}. */
  public static void write(Path file, Writer writer) {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeUTF(writer.name());
      out.writeInt(writer.characters().size());
      for (HandwrittenCharacter character : writer.characters()) {
        write(out, character);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  static Writer read(Path file) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String name = in.readUTF();
      int count = in.readInt();
      List<HandwrittenCharacter> characters = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        characters.add(readCharacter(in));
      }
      return new Writer(name, characters);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(DataOutputStream out, HandwrittenCharacter character)
      throws IOException {
    out.writeChar(character.label());
    out.writeUTF(character.page());
    List<Stroke> strokes = character.drawing().strokes();
    out.writeInt(strokes.size());
    for (Stroke stroke : strokes) {
      out.writeInt(stroke.size());
      for (int i = 0; i < stroke.size(); i++) {
        out.writeFloat(stroke.x(i));
        out.writeFloat(stroke.y(i));
      }
    }
  }

  private static HandwrittenCharacter readCharacter(DataInputStream in) throws IOException {
    char label = in.readChar();
    String page = in.readUTF();
    int count = in.readInt();
    List<Stroke> strokes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      strokes.add(readStroke(in));
    }
    return new HandwrittenCharacter(new Drawing(strokes), label, page);
  }

  private static Stroke readStroke(DataInputStream in) throws IOException {
    int size = in.readInt();
    float[] x = new float[size];
    float[] y = new float[size];
    for (int i = 0; i < size; i++) {
      x[i] = in.readFloat();
      y[i] = in.readFloat();
    }
    return new Stroke(x, y);
  }
}
