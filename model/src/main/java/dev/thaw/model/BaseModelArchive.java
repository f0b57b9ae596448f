package dev.thaw.model;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The file of a {@link BaseModel}: a zip archive with fixed timestamps. Stateless.
 *
 * <pre>
 * format      "thaw-base-model 1"
 * task        name, architecture, inputs (rank u8, extents i32), labels: strings as
 *             {@link DataOutputStream#writeUTF}, counts i32, big-endian
 * layers/NN   canonical bytes of layer NN
 * samples     count i32, then per sample label u16, tensors u8, and each tensor as
 *             {@link TensorStream} writes it
 * card.md     UTF-8
 * </pre>
 */
final class BaseModelArchive {
  private static final String FORMAT = "thaw-base-model 1";
  private static final String SUBJECT = "base model";
  private static final LocalDateTime ANY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final int MAX_CONTENT_BYTES = 1 << 29;
  private static final int MAX_ENTRIES = 4_096;

  /** The record that ends a zip archive without a comment. */
  private static final int END_BYTES = 22;

  private static final int END_SIGNATURE = 0x06054b50;

  private BaseModelArchive() {}

  static byte[] write(BaseModel model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "format", FORMAT.getBytes(StandardCharsets.UTF_8));
      put(zip, "task", task(model.task()));
      for (int i = 0; i < model.layers().size(); i++) {
        put(zip, layerEntry(i), model.layers().get(i));
      }
      put(zip, "samples", samples(model.samples()));
      put(zip, "card.md", model.card().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static BaseModel read(byte[] bytes) {
    try {
      requireEnd(bytes);
      Map<String, byte[]> entries = entries(bytes);
      String format = new String(entry(entries, "format"), StandardCharsets.UTF_8);
      if (!format.equals(FORMAT)) {
        throw new ModelException(SUBJECT, "unknown format \"" + format + '"');
      }
      String card = new String(entry(entries, "card.md"), StandardCharsets.UTF_8);
      List<GeneralSample> samples = samples(entry(entries, "samples"));
      return new BaseModel(task(entry(entries, "task")), layers(entries), samples, card);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException(SUBJECT, "not one that can be read: " + e.getMessage(), e);
    }
  }

  /** Entries are read without the directory behind them, so that nothing else sees its end. */
  private static void requireEnd(byte[] bytes) {
    int at = bytes.length - END_BYTES;
    if (at < 0
        || ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at) != END_SIGNATURE) {
      throw new ModelException(SUBJECT, "the file ends early, or is something else");
    }
  }

  /** Bounded in all: what is small as a file may be large when unpacked. */
  private static Map<String, byte[]> entries(byte[] bytes) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int left = MAX_CONTENT_BYTES;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readNBytes(left);
        left -= content.length;
        entries.put(entry.getName(), content);
        if (left == 0 || entries.size() > MAX_ENTRIES) {
          throw new ModelException(SUBJECT, "too large from entry " + entry.getName() + " on");
        }
      }
    }
    return entries;
  }

  private static byte[] entry(Map<String, byte[]> entries, String name) {
    byte[] content = entries.get(name);
    if (content == null) {
      throw new ModelException(SUBJECT, "no entry \"" + name + '"');
    }
    return content;
  }

  private static List<byte[]> layers(Map<String, byte[]> entries) {
    List<byte[]> layers = new ArrayList<>();
    for (byte[] layer = entries.get(layerEntry(0));
        layer != null;
        layer = entries.get(layerEntry(layers.size()))) {
      layers.add(layer);
    }
    return layers;
  }

  private static String layerEntry(int index) {
    return "layers/" + (index < 10 ? "0" : "") + index;
  }

  private static byte[] task(TaskSpec task) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(task.name());
    out.writeUTF(task.architecture());
    out.writeInt(task.inputShapes().size());
    for (Shape shape : task.inputShapes()) {
      TensorStream.writeShape(out, shape);
    }
    out.writeInt(task.labels().size());
    for (String label : task.labels()) {
      out.writeUTF(label);
    }
    return bytes.toByteArray();
  }

  private static TaskSpec task(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String name = in.readUTF();
    String architecture = in.readUTF();
    List<Shape> shapes = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      shapes.add(TensorStream.readShape(in));
    }
    List<String> labels = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      labels.add(in.readUTF());
    }
    return new TaskSpec(name, architecture, labels, shapes);
  }

  private static byte[] samples(List<GeneralSample> samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(samples.size());
    for (GeneralSample sample : samples) {
      out.writeShort(sample.label());
      out.writeByte(sample.inputs().size());
      for (Tensor tensor : sample.inputs()) {
        TensorStream.write(out, tensor);
      }
    }
    return bytes.toByteArray();
  }

  private static List<GeneralSample> samples(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<GeneralSample> samples = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int label = in.readUnsignedShort();
      List<Tensor> inputs = new ArrayList<>();
      for (int tensors = in.readUnsignedByte(); tensors > 0; tensors--) {
        inputs.add(TensorStream.read(in));
      }
      samples.add(new GeneralSample(label, inputs));
    }
    return samples;
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ANY_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
