package dev.thaw.demo.simulate;

import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.data.WriterSplit;
import dev.thaw.demo.pretrain.ModelCard;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.demo.unipen.UnipenReader;
import dev.thaw.model.BaseModel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose hand a base model may be tried on. Stateless. */
public final class TestWriters {
  private static final int SYNTHETIC = 16;
  private static final int SYNTHETIC_PER_CLASS = 4;

  private TestWriters() {}

  /** The data at {@code path}, or synthetic writers if there is none. */
  public static Dataset load(@Nullable Path path, long seed) {
    return path == null
        ? new SyntheticWriters(seed).dataset(SYNTHETIC, SYNTHETIC_PER_CLASS)
        : UnipenReader.read(path);
  }

  /**
   * Writers whom the model's card does not list as general-train or development and who wrote
   * enough to be scored; the first {@code most} by name, all if 0.
   */
  public static List<Writer> of(Dataset dataset, BaseModel base, int most) {
    ModelCard card = ModelCard.parse(base.card());
    List<Writer> all =
        dataset.writers().stream()
            .filter(writer -> card.isTestWriter(writer.name()))
            .filter(writer -> writer.characters().size() >= WriterSplit.ENOUGH_CHARACTERS)
            .toList();
    if (all.isEmpty()) {
      throw new SimulationException(
          "no test writers among the " + dataset.writers().size() + " of " + dataset.name());
    }
    return most == 0 || most >= all.size() ? all : all.subList(0, most);
  }
}
