package dev.thaw.demo.unipen;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the isolated digits and letters (sets 1a, 1b, 1c) of a UNIPEN distribution: writers with
 * their characters in the order of the ink files and of the ink within each. Not thread-safe; made
 * for one reading.
 *
 * <p>Ink that occurs twice is kept once, so that nothing adapted on is scored too. In {@code ibm}
 * files, what follows the last character of several strokes is broken and left out. Each ink file
 * is one page.
 */
public final class UnipenReader {
  private static final String BROKEN_TAIL_SOURCE = "ibm";

  private final UnipenTree tree;
  private final Map<String, InkFile> headers = new HashMap<>();
  private final Map<String, List<HandwrittenCharacter>> writers = new TreeMap<>();
  private final Set<ByteBuffer> seenInk = new HashSet<>();

  private UnipenReader(UnipenTree tree) {
    this.tree = tree;
  }

  /**
   * Reads a distribution from a directory or a zip; both give the same result.
   *
   * @throws DataFileException if it cannot be read or is not UNIPEN
   */
  public static Dataset read(Path origin) {
    try (UnipenTree tree = UnipenTree.open(origin)) {
      return new UnipenReader(tree).read();
    }
  }

  private Dataset read() {
    Map<String, List<SetFile>> byInk = new TreeMap<>();
    for (SetFile file : tree.setFiles()) {
      List<String> ink = inkIncludes(file);
      if (!ink.isEmpty()) {
        byInk.computeIfAbsent(String.join(" ", ink), k -> new ArrayList<>()).add(file);
      }
    }
    byInk.values().forEach(this::readInk);
    return new Dataset(
        "unipen",
        writers.entrySet().stream().map(e -> new Writer(e.getKey(), e.getValue())).toList());
  }

  /** Descriptions and word lists are shared by many files and carry no ink. */
  private static List<String> inkIncludes(SetFile file) {
    List<String> ink = file.includes().stream().filter(i -> i.endsWith(".dat")).toList();
    if (ink.isEmpty() && !file.segments().isEmpty()) {
      throw new DataFileException(file.path(), "has segments but includes no ink");
    }
    return ink;
  }

  private void readInk(List<SetFile> files) {
    List<Component> components = new ArrayList<>();
    String writerId = "";
    for (String include : files.get(0).includes()) {
      InkFile ink = include.endsWith(".dat") ? tree.inkFile(include) : header(include);
      components.addAll(ink.components());
      writerId = ink.writerId().isEmpty() ? writerId : ink.writerId();
    }
    String page = String.join(" ", inkIncludes(files.get(0)));
    String source = sourceOf(page);
    if (source.isEmpty()) {
      throw new DataFileException(files.get(0).path(), "includes ink of no source: " + page);
    }
    List<HandwrittenCharacter> characters =
        writers.computeIfAbsent(writerName(source, writerId), k -> new ArrayList<>());
    for (Segment segment : segments(source, files)) {
      segment
          .draw(components)
          .filter(drawing -> seenInk.add(key(drawing)))
          .map(d -> new HandwrittenCharacter(d, segment.label().charAt(0), page))
          .ifPresent(characters::add);
    }
  }

  private InkFile header(String path) {
    InkFile known = headers.get(path);
    if (known == null) {
      known = tree.inkFile(path);
      headers.put(path, known);
    }
    return known;
  }

  private static String sourceOf(String page) {
    int slash = page.indexOf('/');
    return slash < 0 ? page : page.substring(0, slash);
  }

  /** Sessions of ibm end with the person; cea and ceb were written by one group of people. */
  private static String writerName(String source, String writerId) {
    String id = writerId.isEmpty() ? "unknown" : writerId.replace('/', '_').replace(' ', '_');
    return switch (source) {
      case "ibm" -> "ibm/" + (id.endsWith("-") ? "unknown" : id.substring(id.indexOf('-') + 1));
      case "ceb" -> "cea/" + id;
      default -> source + "/" + id;
    };
  }

  private static List<Segment> segments(String source, List<SetFile> files) {
    List<Segment> all =
        files.stream().flatMap(f -> f.segments().stream()).sorted(Segment.BY_PLACE).toList();
    if (source.equals(BROKEN_TAIL_SOURCE)) {
      all = all.subList(0, lastOfSeveralComponents(all) + 1);
    }
    return all.stream().filter(Segment::isWanted).toList();
  }

  private static int lastOfSeveralComponents(List<Segment> segments) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i).hasSeveralComponents()) {
        return i;
      }
    }
    return -1;
  }

  private static ByteBuffer key(Drawing drawing) {
    ByteBuffer key = ByteBuffer.allocate(8 * drawing.pointCount() + 4 * drawing.strokes().size());
    for (Stroke stroke : drawing.strokes()) {
      key.putInt(stroke.size());
      for (int i = 0; i < stroke.size(); i++) {
        key.putFloat(stroke.x(i)).putFloat(stroke.y(i));
      }
    }
    return key.flip();
  }
}
