package dev.thaw.demo.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.demo.data.DataFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path directory;
  private Path images;
  private Path labels;

  @BeforeEach
  void writeTwoDigits() throws IOException {
    images = directory.resolve("t10k-images-idx3-ubyte");
    labels = directory.resolve("t10k-labels-idx1-ubyte");
    byte[] pixels = new byte[2 * 784];
    pixels[0] = (byte) 255;
    pixels[784 + 783] = 51;
    Files.write(images, IdxBytes.idx(0x803, pixels, 2, 28, 28));
    Files.write(labels, IdxBytes.idx(0x801, new byte[] {7, 0}, 2));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void imagesAndLabelsAreReadInOrder() {
    List<GreyDigit> digits = Mnist.read(images, labels);
    assertThat(digits).extracting(GreyDigit::label).containsExactly(7, 0);
    assertThat(digits.get(0).image().shape()).isEqualTo(Mnist.IMAGE_SHAPE);
    assertThat(digits.get(0).image().toFloats()[0]).isEqualTo(1);
    assertThat(digits.get(1).image().toFloats()).startsWith(0).endsWith(0.2f);
  }

  @Test
  void gzippedFilesAreReadAlike() throws IOException {
    List<GreyDigit> plain = Mnist.read(directory, Mnist.Part.TEST);
    for (Path file : List.of(images, labels)) {
      Files.write(Path.of(file + ".gz"), gzip(Files.readAllBytes(file)));
      Files.delete(file);
    }
    assertThat(Mnist.read(directory, Mnist.Part.TEST)).isEqualTo(plain);
  }

  @Test
  void aDirectoryIsKnownByItsImages() {
    assertThat(Mnist.isIn(directory)).isTrue();
    assertThat(Mnist.has(directory, Mnist.Part.TRAIN)).isFalse();
    assertThat(Mnist.isIn(directory.resolve("gone"))).isFalse();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Mnist.read(directory, Mnist.Part.TRAIN))
        .isInstanceOf(DataFileException.class)
        .hasMessage(directory.resolve("train-images-idx3-ubyte.gz") + ": there is no such file");
  }

  @Test
  void aWrongMagicIsShown() {
    assertThatThrownBy(() -> Mnist.read(labels, labels))
        .isInstanceOf(DataFileException.class)
        .hasMessage(labels + ": has magic 0x00000801, not 0x00000803");
  }

  @Test
  void truncatedFilesAreRefusedWhereverTheyEnd() throws IOException {
    byte[] whole = Files.readAllBytes(images);
    for (int length : new int[] {0, 3, 4, 15, 16, 17, whole.length - 1}) {
      Files.write(images, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Mnist.read(images, labels))
          .as("%d bytes", length)
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("ends ");
      Files.write(images, gzip(Arrays.copyOf(whole, length)));
      assertThatThrownBy(() -> Mnist.read(images, labels)).isInstanceOf(DataFileException.class);
    }
    byte[] zipped = gzip(whole);
    Files.write(images, Arrays.copyOf(zipped, zipped.length - 12));
    assertThatThrownBy(() -> Mnist.read(images, labels))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("ends ");
  }

  @Test
  void impossibleContentIsRefusedInOneLine() throws IOException {
    byte[] none = {};
    assertRefused(IdxBytes.idx(0x803, none, 1 << 30, 28, 28), "impossible size: [1073741824]");
    assertRefused(IdxBytes.idx(0x803, none, -1, 28, 28), "impossible size: [-1]");
    assertRefused(IdxBytes.idx(0x803, none, 60_000, 28, 28), "ends after 0 of 47040000 values");
    assertRefused(IdxBytes.idx(0x803, new byte[6], 1, 2, 3), "images of 2 x 3, not 28 x 28");
    assertRefused(IdxBytes.idx(0x803, new byte[785], 1, 28, 28), "goes on after its 784 values");
  }

  private void assertRefused(byte[] content, String message) throws IOException {
    Files.write(images, content);
    assertThatThrownBy(() -> Mnist.read(images, labels))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void labelsThatDoNotBelongAreRefused() throws IOException {
    Files.write(labels, IdxBytes.idx(0x801, new byte[] {1}, 1));
    assertThatThrownBy(() -> Mnist.read(images, labels))
        .hasMessage(labels + ": has 1 labels for 2 images");
    Files.write(labels, IdxBytes.idx(0x801, new byte[] {1, 10}, 2));
    assertThatThrownBy(() -> Mnist.read(images, labels)).hasMessageContaining("label 10 at 1");
  }

  @Test
  void theRealTestSetHasTenThousandDigits() {
    Path mnist = Path.of(System.getProperty("thaw.data", "../../shared/data")).resolve("mnist");
    assumeTrue(Files.isDirectory(mnist), "skipped: no MNIST at " + mnist.toAbsolutePath());
    List<GreyDigit> digits = Mnist.read(mnist, Mnist.Part.TEST);
    assertThat(digits).hasSize(10_000);
    assertThat(digits.get(0).label()).isEqualTo(7);
    assertThat(digits.stream().filter(d -> d.label() == 1)).hasSize(1_135);
  }
}
