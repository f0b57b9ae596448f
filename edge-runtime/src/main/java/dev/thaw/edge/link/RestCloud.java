package dev.thaw.edge.link;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The cloud's REST interface as calls. No reply may be longer than its kind allows, and each must
 * come in time; a failed future carries what happened.
 */
@CallByThread(CallByThread.CONTEXT)
final class RestCloud {
  static final String FRAME_TYPE = "application/vnd.thaw.frame";
  static final int MAX_REPLY_BYTES = 64 << 10;
  private static final int MAX_MANIFEST_BYTES = 4 << 20;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** A status and the body that came with it. */
  record Reply(int status, Buffer body) {}

  private final Http http;
  private final Admission admission;
  private final LinkSettings settings;
  private final Traffic traffic;
  private final FrameCodec codec = new FrameCodec(MAX_REPLY_BYTES);

  RestCloud(Http http, Admission admission, LinkSettings settings, Traffic traffic) {
    this.http = http;
    this.admission = admission;
    this.settings = settings;
    this.traffic = traffic;
  }

  /** The envelope of the manifest that this device should run; empty if it has {@code current}. */
  Future<Optional<byte[]>> manifest(Optional<Digest> current) {
    String cohort = settings.cohort().get().map(name -> "&cohort=" + name).orElse("");
    String path =
        "/v1/tasks/" + settings.task() + "/manifest?device=" + settings.deviceId() + cohort;
    RequestOptions request = request(HttpMethod.GET, path);
    current.ifPresent(digest -> request.putHeader("If-None-Match", '"' + digest.hex() + '"'));
    return get(request, MAX_MANIFEST_BYTES, traffic.manifestsDown)
        .map(
            reply ->
                reply.status == 304
                    ? Optional.<byte[]>empty()
                    : Optional.of(require(200, reply, path).getBytes()));
  }

  /** The canonical bytes of a layer, unverified; at most as many as {@code layer} says. */
  Future<byte[]> layer(LayerEntry layer) {
    String path = "/v1/layers/" + layer.digest().hex();
    int limit = Math.max(layer.sizeBytes(), MAX_REPLY_BYTES);
    return get(request(HttpMethod.GET, path), limit, traffic.layersDown)
        .map(reply -> require(200, reply, path).getBytes());
  }

  /** The cloud's public key as base64 text. */
  Future<String> key() {
    String path = "/v1/key";
    return get(request(HttpMethod.GET, path), MAX_REPLY_BYTES, traffic.controlDown)
        .map(reply -> require(200, reply, path).toString(StandardCharsets.UTF_8));
  }

  /**
   * The frame by which the key of this fingerprint hands over to the next; empty if it does not.
   */
  Future<Optional<byte[]>> handover(Digest fingerprint) {
    String path = "/v1/handovers/" + fingerprint.hex();
    return get(request(HttpMethod.GET, path), MAX_MANIFEST_BYTES, traffic.manifestsDown)
        .map(
            reply ->
                reply.status == 404
                    ? Optional.<byte[]>empty()
                    : Optional.of(require(200, reply, path).getBytes()));
  }

  /** What the cloud answers to a frame with a batch: a frame too, unless a stranger answers. */
  Future<Reply> postFeatures(byte[] frame) {
    RequestOptions request =
        request(HttpMethod.POST, "/v1/features").putHeader("Content-Type", FRAME_TYPE);
    traffic.featuresUp.add(frame.length);
    return call(request, Buffer.buffer(frame), MAX_REPLY_BYTES, traffic.controlDown);
  }

  /** The frame of samples that are to be sent again, if there are any. */
  Future<Optional<Reply>> repairs() {
    String path = "/v1/tasks/" + settings.task() + "/repairs?device=" + settings.deviceId();
    return get(request(HttpMethod.GET, path), MAX_REPLY_BYTES, traffic.controlDown)
        .map(reply -> Optional.of(notBusy(reply, path)).filter(each -> each.status == 200));
  }

  /** Reports samples that cannot be sent again; fails if the cloud does not take the report. */
  Future<Void> postLost(Message.Lost lost) {
    byte[] frame = codec.toBytes(lost);
    String path = "/v1/tasks/" + settings.task() + "/lost";
    RequestOptions request = request(HttpMethod.POST, path).putHeader("Content-Type", FRAME_TYPE);
    traffic.controlUp.add(frame.length);
    return call(request, Buffer.buffer(frame), MAX_REPLY_BYTES, traffic.controlDown)
        .map(reply -> require(204, reply, path))
        .mapEmpty();
  }

  /** Tells how the device is doing; fails if the cloud does not take it. */
  Future<Void> postStatus(Message.Status status) {
    byte[] frame = codec.toBytes(status);
    String path = "/v1/tasks/" + settings.task() + "/status?device=" + settings.deviceId();
    RequestOptions request = request(HttpMethod.POST, path).putHeader("Content-Type", FRAME_TYPE);
    traffic.controlUp.add(frame.length);
    return call(request, Buffer.buffer(frame), MAX_REPLY_BYTES, traffic.controlDown)
        .map(reply -> require(204, reply, path))
        .mapEmpty();
  }

  private RequestOptions request(HttpMethod method, String path) {
    return http.request(method, path).putHeader("Accept", FRAME_TYPE + ", */*;q=0.5");
  }

  /** Asked once more if the connection, kept from before, turns out to be closed. */
  private Future<Reply> get(RequestOptions options, int maxBytes, LongAdder meter) {
    Buffer nothing = Buffer.buffer();
    return call(options, nothing, maxBytes, meter)
        .recover(
            cause ->
                cause instanceof HttpClosedException
                    ? call(options, nothing, maxBytes, meter)
                    : Future.failedFuture(cause));
  }

  private Future<Reply> call(RequestOptions options, Buffer body, int maxBytes, LongAdder meter) {
    return admission
        .call(http, options, body, maxBytes)
        .onSuccess(reply -> meter.add(reply.body.length()));
  }

  private static Reply notBusy(Reply reply, String what) {
    if (reply.status == TOO_MANY_REQUESTS || reply.status == UNAVAILABLE) {
      throw new CallFailedException(reply.status, what);
    }
    return reply;
  }

  private static Buffer require(int status, Reply reply, String what) {
    if (reply.status != status) {
      throw new CallFailedException(reply.status, what);
    }
    return reply.body;
  }
}
