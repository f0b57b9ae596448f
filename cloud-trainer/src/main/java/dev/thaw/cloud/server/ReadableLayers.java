package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which layers a device may have: those that a published manifest of its own, its cohort's or the
 * global scope names. Reads the disk. Thread-safe.
 */
final class ReadableLayers {
  private final CloudTrainer trainer;

  ReadableLayers(CloudTrainer trainer) {
    this.trainer = trainer;
  }

  boolean mayRead(Caller caller, Digest layer) {
    if (!(caller instanceof Caller.OfDevice known)) {
      return caller instanceof Caller.Anybody;
    }
    List<String> tasks = trainer.tasks().stream().map(TaskSpec::name).toList();
    return tasks.stream().anyMatch(task -> names(current(task, known.device()), layer))
        || tasks.stream().anyMatch(task -> isInHistory(task, known.device(), layer));
  }

  /** What it pulls nearly always. */
  private Manifest current(String task, EnrolledDevice device) {
    return trainer.manifestFor(task, device.id(), device.cohort()).manifest();
  }

  private boolean isInHistory(String task, EnrolledDevice device, Digest layer) {
    return scopes(device).stream()
        .flatMap(scope -> published(task, scope))
        .anyMatch(manifest -> names(manifest, layer));
  }

  private Stream<Manifest> published(String task, Scope scope) {
    return trainer.models(task, Optional.of(scope)).stream()
        .filter(model -> model.verdict().published())
        .map(ModelVersion::manifest);
  }

  private static List<Scope> scopes(EnrolledDevice device) {
    List<Scope> scopes = new ArrayList<>(List.of(Scope.GLOBAL, new Scope.OfDevice(device.id())));
    device.cohort().ifPresent(name -> scopes.add(new Scope.Cohort(name)));
    return scopes;
  }

  private static boolean names(Manifest manifest, Digest layer) {
    return manifest.layers().stream().anyMatch(entry -> entry.digest().equals(layer));
  }
}
