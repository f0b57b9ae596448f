package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PretrainCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void writesABundleWithItsCard() throws IOException {
    Path data = distribution();
    Path target = folder.resolve("out");
    int code =
        run(
            "--data",
            data.toString(),
            "--out",
            target.toString(),
            "--epochs",
            "2",
            "--threads",
            "1");
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("epoch 1/2", "epoch 2/2", "wrote");
    BaseModel base =
        BaseModel.fromBytes(Files.readAllBytes(target.resolve("handwriting.thawbase")));
    assertThat(base.samples()).hasSize(4);
    ModelCard card = ModelCard.parse(base.card());
    assertThat(card.generalTrain()).containsExactly("aga/ann", "aga/bob");
    assertThat(card.data()).contains("CC BY 4.0", "10.5281/zenodo.1195803");
    String json = Files.readString(target.resolve(BaseBundle.CARD_FILE));
    assertThat(new JsonObject(json)).isEqualTo(card.toJson());
    try (LayeredModel model = base.model()) {
      assertThat(card.training().getLong("parameters"))
          .isEqualTo(model.parameterCount(0, model.layerCount()));
    }
  }

  @Test
  void refusesWhatIsNoNumberOfEpochs() {
    assertThat(run("--data", "x", "--out", "y", "--epochs", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--epochs must be at least 1: 0");
  }

  @Test
  void namesDataThatIsMissing() {
    CommandLine line = new CommandLine(new PretrainCommand());
    Throwable[] failure = new Throwable[1];
    line.setExecutionExceptionHandler(
        (e, commandLine, result) -> {
          failure[0] = e;
          return 1;
        });
    line.execute("--data", folder.resolve("gone").toString(), "--out", folder.toString());
    assertThat(failure[0])
        .isInstanceOf(DataFileException.class)
        .hasMessageEndingWith("gone: no such file or directory");
  }

  private int run(String... arguments) {
    return new CommandLine(new PretrainCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private Path distribution() throws IOException {
    Path root = folder.resolve("unipen");
    write(root.resolve("data/1a/aga/ann.dat"), set("ann"));
    write(root.resolve("data/1a/aga/bob.dat"), set("bob"));
    write(root.resolve("include/aga/ann.dat"), ink("ann", 10));
    write(root.resolve("include/aga/bob.dat"), ink("bob", 20));
    return root;
  }

  private static String set(String name) {
    return ".INCLUDE aga/"
        + name
        + ".dat\n"
        + ".SEGMENT CHARACTER 0 ? \"1\"\n.SEGMENT CHARACTER 1 ? \"7\"\n";
  }

  private static String ink(String name, int size) {
    return ".WRITER_ID "
        + name
        + "\n.PEN_DOWN\n0 1\n1 "
        + size
        + "\n.PEN_DOWN\n0 "
        + size
        + "\n"
        + size
        + " "
        + size
        + "\n1 0\n";
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
