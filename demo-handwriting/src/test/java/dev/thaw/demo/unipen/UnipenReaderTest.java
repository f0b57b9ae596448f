package dev.thaw.demo.unipen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnipenReaderTest {
  @TempDir private Path folder;

  @Test
  void aDirectoryAndAZipGiveTheSame() {
    Dataset fromDirectory = UnipenReader.read(twoWriters().asDirectory(folder.resolve("d")));
    Dataset fromZip = UnipenReader.read(twoWriters().asZip(folder.resolve("u.zip")));
    assertThat(fromZip).usingRecursiveComparison().isEqualTo(fromDirectory);
    assertThat(fromZip.writers()).extracting(Writer::name).containsExactly("aga/ann", "aga/bob");
  }

  @Test
  void aDistributionMayLieOneFolderDeeper() {
    twoWriters().asDirectory(folder.resolve("train_r01_v07"));
    assertThat(UnipenReader.read(folder).writers()).hasSize(2);
  }

  @Test
  void yIsTurnedToPointDown() {
    HandwrittenCharacter first =
        read(twoWriters()).writer("aga/ann").orElseThrow().characters().get(0);
    assertThat(first.drawing().bounds()).isEqualTo(new Bounds(1, -20, 5, -2));
  }

  @Test
  void charactersOfAllSetsAreOrderedAsInTheInk() {
    Writer ann = read(twoWriters()).writer("aga/ann").orElseThrow();
    assertThat(labels(ann)).isEqualTo("b7A");
  }

  @Test
  void labelsOutsideTheAlphabetAreLeftOut() {
    assertThat(labels(read(twoWriters()).writer("aga/bob").orElseThrow())).isEqualTo("x");
  }

  @Test
  void onlyPenDownInkInsideTheRangeIsDrawn() {
    Distribution distribution =
        ink("cea/w.dat", "w", ".PEN_DOWN", "1 1", "2 2", "3 3", ".PEN_UP", "3 3", "9 9")
            .with(
                "data/1c/cea/w.dat",
                ".INCLUDE cea/w.dat",
                ".SEGMENT CHARACTER 0:1-1 ? \"a\"",
                ".SEGMENT CHARACTER 0:0-0:1 OK \"b\"");
    Writer writer = read(distribution).writers().get(0);
    assertThat(writer.characters().get(0).drawing().bounds()).isEqualTo(new Bounds(1, -2, 2, -1));
    assertThat(writer.characters().get(1).drawing().bounds()).isEqualTo(new Bounds(2, -3, 3, -2));
    assertThat(labels(writer)).isEqualTo("ba");
  }

  @Test
  void placeholdersCountButDrawNothing() {
    Distribution distribution =
        ink("tos/w.dat", "1", ".PEN_DOWN", "0 0", ".PEN_UP", "0 0", ".PEN_DOWN", "5 5", "6 7")
            .with(
                "data/1a/tos/w.dat",
                ".INCLUDE tos/w.dat",
                ".SEGMENT CHARACTER 0-1 ? \"1\"",
                ".SEGMENT CHARACTER 0-2 ? \"2\"");
    Writer writer = read(distribution).writers().get(0);
    assertThat(labels(writer)).isEqualTo("2");
    assertThat(writer.characters().get(0).drawing().strokes()).hasSize(1);
  }

  @Test
  void commaListsJoinTheirRanges() {
    Distribution distribution =
        ink("ced/w.dat", "w", ".PEN_DOWN", "1 1", "2 2", ".PEN_DOWN", "3 3", ".PEN_DOWN", "4 4")
            .with("data/1b/ced/w.dat", ".INCLUDE ced/w.dat", ".SEGMENT CHARACTER 0:1,2 ? \"T\"");
    HandwrittenCharacter character = read(distribution).writers().get(0).characters().get(0);
    assertThat(character.drawing().bounds()).isEqualTo(new Bounds(2, -4, 4, -2));
  }

  @Test
  void inkThatOccursTwiceIsKeptOnce() {
    Distribution distribution =
        ink("ibm/x.dat", "r00-07", ".PEN_DOWN", "1 1", "2 2", ".PEN_DOWN", "1 1", "2 2")
            .with(
                "data/1a/ibm/x.dat",
                ".INCLUDE ibm/x.dat",
                ".SEGMENT CHARACTER 0 ? \"1\"",
                ".SEGMENT CHARACTER 1 ? \"1\"",
                ".SEGMENT CHARACTER 0-1 ? \"7\"");
    assertThat(labels(read(distribution).writers().get(0))).isEqualTo("17");
  }

  @Test
  void ibmIsCutAfterTheLastCharacterOfSeveralComponents() {
    Distribution distribution =
        ink(
                "ibm/x.dat",
                "r01-04",
                ".PEN_DOWN",
                "1 1",
                ".PEN_DOWN",
                "2 1",
                ".PEN_DOWN",
                "3 1",
                ".PEN_DOWN",
                "4 1",
                ".PEN_DOWN",
                "5 1")
            .with("data/1a/ibm/x.dat", ".INCLUDE ibm/x.dat", ".SEGMENT CHARACTER 4 ? \"5\"")
            .with(
                "data/1c/ibm/x.dat",
                ".INCLUDE ibm/x.dat",
                ".SEGMENT CHARACTER 0 ? \"a\"",
                ".SEGMENT CHARACTER 1-2 ? \"i\"",
                ".SEGMENT CHARACTER 3 ? \"c\"");
    Writer writer = read(distribution).writers().get(0);
    assertThat(labels(writer)).isEqualTo("ai");
  }

  @Test
  void sessionsOfOnePersonAreOneWriter() {
    Distribution distribution = ink("ibm/a.dat", "r00-07", ".PEN_DOWN", "1 1", ".PEN_DOWN", "2 3");
    ink(distribution, "ibm/b.dat", "r01-07", ".PEN_DOWN", "3 5", ".PEN_DOWN", "2 2");
    ink(distribution, "cea/a.dat", "gb2911", ".PEN_DOWN", "6 1");
    ink(distribution, "ceb/a.dat", "gb2911", ".PEN_DOWN", "7 1");
    for (String path : List.of("ibm/a", "ibm/b")) {
      distribution.with(
          "data/1a/" + path + ".dat",
          ".INCLUDE " + path + ".dat",
          ".SEGMENT CHARACTER 0-1 ? \"4\"");
    }
    for (String path : List.of("cea/a", "ceb/a")) {
      distribution.with(
          "data/1a/" + path + ".dat", ".INCLUDE " + path + ".dat", ".SEGMENT CHARACTER 0 ? \"4\"");
    }
    assertThat(read(distribution).writers())
        .extracting(Writer::name, w -> w.characters().size())
        .containsExactly(tuple("cea/gb2911", 2), tuple("ibm/07", 2));
  }

  @Test
  void whatIsNoDistributionIsNamedInOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path noSets = new Distribution().asDirectory(folder.resolve("no-sets"));
    assertRefused(folder.resolve("missing"), "no such file or directory");
    assertRefused(text, "neither a directory nor a readable zip");
    assertRefused(empty, "not UNIPEN: no data/ and include/ in it");
    assertRefused(noSets, "not UNIPEN: no files in data/1a, data/1b or data/1c");
  }

  @Test
  void aBrokenSegmentIsNamedWithItsLine() {
    Distribution distribution =
        ink("aga/w.dat", "w", ".PEN_DOWN", "1 1")
            .with("data/1a/aga/w.dat", ".INCLUDE aga/w.dat", ".SEGMENT CHARACTER 0-? ? \"1\"");
    Path origin = distribution.asDirectory(folder.resolve("d"));
    assertRefused(origin, "line 2: not a segment range: '0-?'");
  }

  @Test
  void missingInkIsNamed() {
    Distribution distribution =
        new Distribution()
            .with("data/1a/aga/w.dat", ".INCLUDE aga/gone.dat", ".SEGMENT CHARACTER 0 ? \"1\"");
    assertRefused(distribution.asDirectory(folder.resolve("d")), "gone.dat");
  }

  @Test
  void includesNeverLeaveTheirFolder() {
    Distribution distribution =
        new Distribution()
            .with("data/1a/aga/w.dat", ".INCLUDE ../secret.dat", ".SEGMENT CHARACTER 0 ? \"1\"")
            .with("secret.dat", ".PEN_DOWN", "1 1");
    assertRefused(distribution.asDirectory(folder.resolve("d")), "cannot be included");
  }

  @Test
  void filesThatIncludeEachOtherAreRefused() {
    Distribution distribution =
        new Distribution()
            .with("data/1a/aga/w.dat", ".INCLUDE aga/a.dat", ".SEGMENT CHARACTER 0 ? \"1\"")
            .with("include/aga/a.dat", ".INCLUDE aga/b.dat")
            .with("include/aga/b.dat", ".INCLUDE aga/a.dat");
    assertRefused(distribution.asDirectory(folder.resolve("d")), "cannot be included");
  }

  @Test
  void segmentsBeyondTheInkAreLeftOut() {
    Distribution distribution =
        ink("aga/w.dat", "w", ".PEN_DOWN", "1 1")
            .with(
                "data/1a/aga/w.dat",
                ".INCLUDE aga/w.dat",
                ".SEGMENT CHARACTER 5-6 ? \"1\"",
                ".SEGMENT CHARACTER 0:7 ? \"2\"",
                ".SEGMENT CHARACTER 0-9 ? \"3\"");
    assertThat(labels(read(distribution).writers().get(0))).isEqualTo("3");
  }

  private void assertRefused(Path origin, String reason) {
    assertThatThrownBy(() -> UnipenReader.read(origin))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(origin.getFileName().toString())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private Dataset read(Distribution distribution) {
    return UnipenReader.read(distribution.asDirectory(folder.resolve("distribution")));
  }

  private static Distribution ink(String path, String writer, String... lines) {
    return ink(new Distribution(), path, writer, lines);
  }

  private static Distribution ink(
      Distribution distribution, String path, String writer, String... lines) {
    return distribution.with(
        "include/" + path, ".WRITER_ID " + writer, String.join("\n", lines), ".PEN_UP");
  }

  private static Distribution twoWriters() {
    Distribution distribution =
        ink(
            "aga/ann.dat",
            "ann",
            ".PEN_DOWN",
            "1 2",
            "5 20",
            ".PEN_UP",
            ".PEN_DOWN",
            "3 3",
            ".PEN_UP",
            ".PEN_DOWN",
            "4 4",
            "5 5");
    ink(distribution, "aga/bob.dat", "bob", ".PEN_DOWN", "1 9", "5 5");
    return distribution
        .with("include/aga/all.doc", ".COMMENT naïve prose", "  .PEN_DOWN", "  1 2")
        .with(
            "data/1a/aga/ann.dat",
            ".INCLUDE aga/all.doc",
            ".INCLUDE aga/ann.dat",
            ".SEGMENT CHARACTER 1 ? \"7\"")
        .with(
            "data/1b/aga/ann.dat",
            ".INCLUDE aga/all.doc",
            ".INCLUDE aga/ann.dat",
            ".SEGMENT CHARACTER 2 ? \"A\"")
        .with(
            "data/1c/aga/ann.dat",
            ".INCLUDE aga/all.doc",
            ".INCLUDE aga/ann.dat",
            ".SEGMENT CHARACTER 0 ? \"b\"")
        .with(
            "data/1c/aga/bob.dat",
            ".INCLUDE aga/bob.dat",
            ".SEGMENT CHARACTER 0 OK \"x\" ",
            ".SEGMENT CHARACTER 0 OK \"\\\"\"",
            ".SEGMENT CHARACTER 0 OK \"xy\"");
  }

  private static String labels(Writer writer) {
    StringBuilder labels = new StringBuilder();
    writer.characters().forEach(c -> labels.append(c.label()));
    return labels.toString();
  }
}
