package dev.thaw.demo.mnist;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Reads MNIST. Stateless. */
public final class Mnist {
  /** Width and height of an image in pixels. */
  public static final int SIDE = 28;

  /** The shape of an image's tensor: one channel. */
  public static final Shape IMAGE_SHAPE = Shape.of(1, SIDE, SIDE);

  /** The parts of the data, by the names of their files. */
  public enum Part {
    /** 60,000 digits. */
    TRAIN("train"),
    /** 10,000 digits by other people. */
    TEST("t10k");

    private final String prefix;

    Part(String prefix) {
      this.prefix = prefix;
    }

    private String imageFile() {
      return prefix + "-images-idx3-ubyte";
    }
  }

  private Mnist() {}

  /** Whether a directory has images of some part. */
  public static boolean isIn(Path directory) {
    return has(directory, Part.TRAIN) || has(directory, Part.TEST);
  }

  /** Whether a directory has the images of a part, gzipped or not. */
  public static boolean has(Path directory, Part part) {
    return Files.exists(find(directory, part.imageFile()));
  }

  /**
   * Reads the two files of a part from a directory, under their usual names, gzipped or not.
   *
   * @throws DataFileException if one is missing or not what it should be
   */
  public static List<GreyDigit> read(Path directory, Part part) {
    return read(
        find(directory, part.imageFile()), find(directory, part.prefix + "-labels-idx1-ubyte"));
  }

  /**
   * Reads images and their labels, in order.
   *
   * @throws DataFileException if a file is missing or not what it should be, or they do not belong
   *     together
   */
  public static List<GreyDigit> read(Path imageFile, Path labelFile) {
    IdxFile images = IdxFile.read(imageFile, 3);
    IdxFile labels = IdxFile.read(labelFile, 1);
    int height = images.extent(1);
    int width = images.extent(2);
    if (height != SIDE || width != SIDE) {
      throw new DataFileException(
          imageFile, "has images of " + height + " x " + width + ", not 28 x 28");
    }
    int count = images.extent(0);
    if (labels.extent(0) != count) {
      throw new DataFileException(
          labelFile, "has " + labels.extent(0) + " labels for " + count + " images");
    }
    return IntStream.range(0, count)
        .mapToObj(i -> new GreyDigit(image(images, i), label(labelFile, labels, i)))
        .toList();
  }

  private static Path find(Path directory, String name) {
    Path plain = directory.resolve(name);
    return Files.exists(plain) ? plain : directory.resolve(name + ".gz");
  }

  private static Tensor image(IdxFile images, int number) {
    float[] grey = new float[SIDE * SIDE];
    for (int pixel = 0; pixel < grey.length; pixel++) {
      grey[pixel] = images.value(number * grey.length + pixel) / 255f;
    }
    return Tensor.ofFloats(IMAGE_SHAPE, grey);
  }

  private static int label(Path file, IdxFile labels, int number) {
    int label = labels.value(number);
    if (label > 9) {
      throw new DataFileException(file, "has label " + label + " at " + number);
    }
    return label;
  }
}
