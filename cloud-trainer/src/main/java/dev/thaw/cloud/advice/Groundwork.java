package dev.thaw.cloud.advice;

import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.training.GeneralFeatures;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.head.HeadTrainer;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What is found out once before a task's depths are compared. Immutable; whoever lays it closes it.
 *
 * @param depths that are compared
 */
record Groundwork(
    ModelRegistry registry,
    TrainingSettings training,
    HeadTrainer trainer,
    EnergyModel energy,
    DepthBackbones backbones,
    List<Integer> depths,
    TrialInputs inputs,
    LayerTimes times,
    DeviceSpeed speed,
    FeatureDraw draw,
    TrainingCost cost,
    Effort effort,
    GeneralFeatures general)
    implements AutoCloseable {
  Groundwork {
    depths = List.copyOf(depths);
  }

  static Groundwork lay(Advisor.Parts parts, String task) {
    DepthBackbones backbones = DepthBackbones.of(parts.registry(), task);
    try {
      return lay(parts, backbones);
    } catch (RuntimeException e) {
      backbones.close();
      throw e;
    }
  }

  private static Groundwork lay(Advisor.Parts parts, DepthBackbones backbones) {
    AdviceSettings settings = parts.settings();
    String task = backbones.task();
    int least = parts.rawUploadTasks().contains(task) ? 0 : 1;
    List<Integer> depths = IntStream.range(least, backbones.layerCount()).boxed().toList();
    TrialInputs inputs = TrialInputs.of(parts.registry().base(task));
    LayerTimes times = LayerTimes.measure(backbones.model(), inputs.first());
    int present = backbones.present().depth();
    DeviceSpeed speed = DeviceSpeed.of(parts.devices(), task, present, times.single(0, present));
    FeatureDraw draw =
        new FeatureDraw(parts.log(), backbones, settings.maxExamples(), parts.training().seed());
    TrainingCost cost = new TrainingCost(backbones.model(), times, parts.training());
    Effort effort = Effort.of(settings, cost, draw, depths);
    return new Groundwork(
        parts.registry(),
        parts.training(),
        HeadTrainer.asking(parts.queue()::requireOpen),
        settings.energy(),
        backbones,
        depths,
        inputs,
        times,
        speed,
        draw,
        cost,
        effort,
        new GeneralFeatures(parts.registry(), effort.replay()));
  }

  /** How accuracy is measured, in one sentence. */
  String accuracyTest() {
    int devices = draw.devices().size();
    String tested =
        devices == 1
            ? "of one device, tested on samples of the same device"
            : "of " + devices + " devices, each head tested on devices it was not trained on";
    return devices == 0
        ? "no features are stored"
        : String.format(
            Locale.ROOT,
            "a head trained at each depth as the global scope's is,"
                + " on at most %d of %d features %s (%d folds)",
            effort.features(),
            draw.stored(),
            tested,
            effort.folds());
  }

  @Override
  public void close() {
    backbones.close();
  }
}
