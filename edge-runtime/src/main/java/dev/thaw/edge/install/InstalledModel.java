package dev.thaw.edge.install;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.LayeredModel.Logits;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model together with where its freeze point stands. Immutable; thread-safe. Closed by the {@link
 * ModelShelf} it is on.
 */
public final class InstalledModel {
  private final LayeredModel model;
  private final Optional<LayeredModel> beside;
  private final FreezeState freeze;
  private final Optional<Digest> manifestDigest;
  private final Optional<Scope> scope;
  private final long version;
  private final Instant createdAt;
  private final List<Digest> prefixes;

  private InstalledModel(
      LayeredModel model,
      Optional<LayeredModel> beside,
      FreezeState freeze,
      Optional<SignedManifest> signed) {
    this.model = model;
    this.beside = beside;
    this.freeze = freeze;
    this.manifestDigest = signed.map(SignedManifest::digest);
    this.scope = signed.map(each -> each.manifest().scope());
    this.version = signed.map(each -> each.manifest().version()).orElse(0L);
    this.createdAt = signed.map(each -> each.manifest().createdAt()).orElse(Instant.EPOCH);
    this.prefixes =
        IntStream.rangeClosed(0, model.layerCount()).mapToObj(model::prefixDigest).toList();
  }

  /** A model that came with the app: frozen up to {@code depth}, since ever, under no manifest. */
  static InstalledModel bundled(LayeredModel model, int depth) {
    FreezeState freeze = new FreezeState(depth, 0, model.prefixDigest(depth), Instant.EPOCH);
    return new InstalledModel(model, Optional.empty(), freeze, Optional.empty());
  }

  /** The model that {@code signed} describes. */
  static InstalledModel of(LayeredModel model, SignedManifest signed) {
    return of(model, Optional.empty(), signed);
  }

  /** As {@link #of}, with a general model beside it, which has the same layers up to the cut. */
  static InstalledModel of(
      LayeredModel model, Optional<LayeredModel> beside, SignedManifest signed) {
    return new InstalledModel(model, beside, signed.manifest().freeze(), Optional.of(signed));
  }

  /** The layers. */
  public LayeredModel model() {
    return model;
  }

  /**
   * What tells the general model that this one can be compared with from others: the one beneath a
   * residual layer, or else the one beside it; empty if there is none.
   */
  public Optional<Digest> general() {
    int plain = model.architectureLayers();
    return plain < model.layerCount()
        ? Optional.of(prefix(plain))
        : beside.map(other -> other.prefixDigest(other.layerCount()));
  }

  /**
   * Logits from the activation at {@code cut}, with those of the general model if there is one. The
   * one beneath a residual layer takes no pass of its own.
   */
  public Logits logits(int cut, List<Tensor> activation) {
    Logits own = model.logits(cut, activation);
    return own.general().isPresent() || beside.isEmpty()
        ? own
        : new Logits(own.own(), beside.map(other -> other.logits(cut, activation).own()));
  }

  void close() {
    model.close();
    beside.ifPresent(LayeredModel::close);
  }

  /** Where the freeze point stands. */
  public FreezeState freeze() {
    return freeze;
  }

  /** The manifest it was installed from; empty for the bundled model. */
  public Optional<Digest> manifestDigest() {
    return manifestDigest;
  }

  /** Whose model it is; empty for the bundled one. */
  public Optional<Scope> scope() {
    return scope;
  }

  /** The manifest's version within its scope; 0 for the bundled model. */
  public long version() {
    return version;
  }

  /** When the manifest was made; the beginning of time for the bundled model. */
  public Instant createdAt() {
    return createdAt;
  }

  /**
   * Whether {@code other} is an earlier version of the same scope: nobody publishes those again.
   */
  boolean isLaterThan(Manifest other) {
    return scope.equals(Optional.of(other.scope())) && other.version() < version;
  }

  /** The prefix digests at cuts 0 to n. */
  public List<Digest> prefixes() {
    return prefixes;
  }

  /** The prefix digest at {@code cut}. */
  public Digest prefix(int cut) {
    return prefixes.get(cut);
  }

  /** Whether this model's layers before {@code wanted}'s depth are the ones it asks for. */
  public boolean satisfies(FreezeState wanted) {
    return wanted.depth() < prefixes.size() && prefix(wanted.depth()).equals(wanted.prefix());
  }
}
