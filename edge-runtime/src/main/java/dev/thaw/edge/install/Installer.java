package dev.thaw.edge.install;

import dev.thaw.cache.StateStore;
import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cache.layers.LayerStore;
import dev.thaw.edge.device.CloudKey;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.codec.BadSignatureException;
import dev.thaw.protocol.codec.Handover;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.ProtocolException;
import dev.thaw.protocol.codec.SigningKeys;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts models on the shelf: the bundled one, the one installed before, or one just fetched. A
 * manifest counts only if the trusted key signed it, it is for this device and its task, it is no
 * earlier version than the one that runs, and every layer has its digest; otherwise nothing changes
 * (invariant I5).
 *
 * <p>The order of an install is what makes a crash harmless: layers first, then the manifest, then
 * the swap. Not thread-safe, confined to the link's worker, except for the counters.
 */
public final class Installer {
  private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
  private static final String MANIFEST = "manifest";

  private final DeviceScopes device;
  private final Optional<BaseModel> base;
  private final StateStore state;
  private final LayerShelf layers;
  private final CloudKey key;
  private final ModelShelf shelf;
  private final List<InstallListener> listeners = new ArrayList<>();
  private final AtomicLong installs = new AtomicLong();
  private Optional<GeneralBeside> general = Optional.empty();

  /**
   * @param shelf where models are put; the caller closes it
   */
  public Installer(
      DeviceScopes device,
      Optional<BaseModel> base,
      StateStore state,
      LayerStore store,
      CloudKey key,
      ModelShelf shelf) {
    this.device = device;
    this.base = base;
    this.state = state;
    this.layers = new LayerShelf(store, base);
    this.key = key;
    this.shelf = shelf;
  }

  /** Adds a listener; before the first pull. */
  public void addListener(InstallListener listener) {
    listeners.add(listener);
  }

  /**
   * Has the bundled model's head kept beside heads that have no general model beneath them, for
   * comparison; before the first model.
   */
  public void keepGeneralBeside() {
    general = base.map(GeneralBeside::new);
  }

  /** The key manifests are verified with. */
  public CloudKey key() {
    return key;
  }

  /** Models installed from manifests since this was made. */
  public long installs() {
    return installs.get();
  }

  /**
   * Puts the model installed last on the shelf, or the bundled one if there is none or what is kept
   * of it is damaged: the cloud has it.
   */
  public void restore() {
    Optional<InstalledModel> model = restoreInstalled().or(this::bundled);
    model.ifPresent(this::show);
  }

  /**
   * The manifest in {@code envelope}, if it may be installed here.
   *
   * @throws RejectedException if not, with the reason; {@link StrangeKeyException} if the trusted
   *     key did not sign it
   */
  public SignedManifest verify(byte[] envelope) {
    return verify(envelope, trusted());
  }

  /**
   * Trusts the key that the trusted one has handed over to.
   *
   * @param frame the handover
   * @return the key trusted now
   * @throws RejectedException if it is no handover from the trusted key, or leads back to an
   *     earlier one; nothing has changed then
   */
  public PublicKey follow(byte[] frame) {
    try {
      PublicKey next = Handover.fromBytes(frame).verify(trusted());
      if (key.past().contains(next) || next.equals(trusted())) {
        throw new RejectedException("handover: it leads back to a key that was given up");
      }
      key.follow(next);
      return next;
    } catch (ProtocolException e) {
      throw new RejectedException("handover: " + e.getMessage(), e);
    }
  }

  private PublicKey trusted() {
    return key.trusted()
        .orElseThrow(() -> new RejectedException("no key to verify manifests with"));
  }

  private SignedManifest verify(byte[] envelope, PublicKey trusted) {
    try {
      SignedManifest signed = ManifestCodec.verify(envelope, trusted);
      device.requireMine(signed.manifest());
      requireSameTask(signed.manifest().task());
      requireNotEarlier(signed.manifest());
      return signed;
    } catch (BadSignatureException e) {
      throw new StrangeKeyException("manifest: " + e.getMessage(), e);
    } catch (ProtocolException e) {
      throw new RejectedException("manifest: " + e.getMessage(), e);
    }
  }

  /** The manifest's layers that must be fetched. */
  public List<LayerEntry> missing(Manifest manifest) {
    return layers.missing(manifest.layers());
  }

  /**
   * Keeps a fetched layer.
   *
   * @throws RejectedException if it is not the one the manifest names
   */
  public void keep(LayerEntry entry, byte[] bytes) {
    layers.keep(entry, bytes);
  }

  /**
   * Installs what {@code signed} describes, all of whose layers are here.
   *
   * @throws RejectedException if the layers do not make a model of the task; the old one stays
   */
  public void install(SignedManifest signed) {
    InstalledModel next = load(signed);
    CrashPoint.LAYERS_FETCHED.reach();
    try (Replaced before = new Replaced(shelf.tryLease())) {
      listeners.forEach(listener -> listener.installing(before.model(), next));
      state.put(MANIFEST, ManifestCodec.toEnvelope(signed));
    } catch (RuntimeException | Error e) {
      next.close();
      throw e;
    }
    installs.incrementAndGet();
    show(next);
    layers.retainOnly(signed.manifest().layers());
    LOG.info(
        "installed version={} scope={} task={} manifest={} depth={} epoch={}",
        next.version(),
        signed.manifest().scope(),
        device.task(),
        signed.digest(),
        next.freeze().depth(),
        next.freeze().epoch());
  }

  private void show(InstalledModel model) {
    shelf.swap(model);
    listeners.forEach(listener -> listener.installed(model));
  }

  private Optional<InstalledModel> restoreInstalled() {
    Optional<byte[]> envelope = state.get(MANIFEST);
    if (envelope.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(load(verifyKept(envelope.get())));
    } catch (RejectedException e) {
      LOG.warn("installed model unusable, will be fetched again: message={}", e.getMessage());
      state.remove(MANIFEST);
      return Optional.empty();
    }
  }

  /** What is installed may be signed with a key from before the trusted one: it counted then. */
  private SignedManifest verifyKept(byte[] envelope) {
    for (PublicKey before : key.past()) {
      try {
        return verify(envelope, before);
      } catch (StrangeKeyException e) {
        LOG.debug("installed manifest is not signed by {}", SigningKeys.fingerprint(before));
      }
    }
    return verify(envelope);
  }

  private Optional<InstalledModel> bundled() {
    return base.map(
        bundle -> {
          LayeredModel model = bundle.model();
          return InstalledModel.bundled(model, device.bundledDepth(model.layerCount()));
        });
  }

  /** Layers up to the first that differs are shared with the model that runs. */
  private InstalledModel load(SignedManifest signed) {
    Manifest manifest = signed.manifest();
    try (Replaced running = new Replaced(shelf.tryLease())) {
      LayeredModel model =
          running
              .model()
              .filter(now -> now.model().task().equals(manifest.task()))
              .map(now -> extendShared(now.model(), manifest))
              .orElseGet(() -> LayeredModel.of(manifest.task(), bytes(manifest.layers())));
      InstalledModel loaded = requireAsDescribed(InstalledModel.of(model, signed), manifest);
      return general.map(beside -> beside.join(loaded, signed)).orElse(loaded);
    } catch (ModelException | IllegalArgumentException e) {
      throw new RejectedException("layers do not make the model: " + e.getMessage(), e);
    }
  }

  private LayeredModel extendShared(LayeredModel now, Manifest manifest) {
    int shared = 0;
    int layers = manifest.layers().size();
    while (shared < Math.min(now.layerCount(), layers) && sameLayer(now, manifest, shared)) {
      shared++;
    }
    return now.withLayers(shared, bytes(manifest.layers().subList(shared, layers)));
  }

  private static boolean sameLayer(LayeredModel now, Manifest manifest, int layer) {
    return now.layerDigest(layer).equals(manifest.layers().get(layer).digest());
  }

  private static InstalledModel requireAsDescribed(InstalledModel loaded, Manifest manifest) {
    if (!loaded.model().runsFrom(manifest.freeze().depth())) {
      loaded.model().close();
      throw new RejectedException(
          "its last layer reads activations from before depth " + manifest.freeze().depth());
    }
    for (int i = 0; i < manifest.layers().size(); i++) {
      Digest digest = loaded.model().layerDigest(i);
      if (!digest.equals(manifest.layers().get(i).digest())) {
        loaded.model().close();
        throw new RejectedException("layer " + i + " loads with digest " + digest);
      }
    }
    return loaded;
  }

  private List<byte[]> bytes(List<LayerEntry> wanted) {
    List<byte[]> bytes = new ArrayList<>(wanted.size());
    for (LayerEntry layer : wanted) {
      bytes.add(
          layers
              .get(layer.digest())
              .orElseThrow(() -> new RejectedException("layer " + layer.name() + " is missing")));
    }
    return bytes;
  }

  private void requireSameTask(TaskSpec task) {
    base.map(BaseModel::task)
        .filter(bundled -> !bundled.equals(task))
        .ifPresent(
            bundled -> {
              throw new RejectedException(
                  "the manifest's task differs from the bundled one: " + task + ", " + bundled);
            });
    try (Replaced running = new Replaced(shelf.tryLease())) {
      running
          .model()
          .filter(now -> !now.model().task().equals(task))
          .ifPresent(
              now -> {
                throw new RejectedException("the manifest changes the task to " + task);
              });
    }
  }

  /** A signature does not age: an old manifest may be a replay by whoever sits on the line. */
  private void requireNotEarlier(Manifest manifest) {
    try (Replaced running = new Replaced(shelf.tryLease())) {
      running
          .model()
          .filter(now -> now.isLaterThan(manifest))
          .ifPresent(
              now -> {
                throw new RejectedException(
                    "version %d of scope %s is older than the installed version %d"
                        .formatted(manifest.version(), manifest.scope(), now.version()));
              });
    }
  }

  /** The lease of whatever runs now, if anything. */
  private record Replaced(Optional<ModelShelf.Lease> lease) implements AutoCloseable {
    Optional<InstalledModel> model() {
      return lease.map(ModelShelf.Lease::get);
    }

    @Override
    public void close() {
      lease.ifPresent(ModelShelf.Lease::close);
    }
  }
}
