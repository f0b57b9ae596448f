package dev.thaw.demo.app;

import dev.thaw.demo.profile.Profile;
import dev.thaw.demo.profile.Profiles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One page's conversation with its profile: requests are answered one after the other, in order,
 * and of several drawings that wait to be recognised only the newest is. What happens to the
 * profile is told in between. Confined to its channel's event loop; profiles work on workers.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** With this many requests waiting, no more are read from the network. */
  private static final int MOST_WAITING = 32;

  private final PageChannel channel;
  private final WorkerExecutor workers;
  private final Profiles.Lease lease;
  private final Told told;
  private final Deque<PageRequest> waiting = new ArrayDeque<>();
  private final Promise<Void> ended = Promise.promise();
  private volatile Profile.@Nullable Subscription subscription;
  private boolean busy;
  private boolean released;

  /** Takes over the lease, and closes it in the end. */
  Session(PageChannel channel, WorkerExecutor workers, Profiles.Lease lease, Told told) {
    this.channel = channel;
    this.workers = workers;
    this.lease = lease;
    this.told = told;
  }

  /**
   * Tells the page how everything stands, then answers it.
   *
   * @param state writes the first message
   */
  void open(Function<Profile, String> state) {
    channel.open(this::take, this::closed);
    work(() -> begin(state), this::begun);
  }

  /** Completes when the session is over and its lease closed. */
  Future<Void> ended() {
    return ended.future();
  }

  PageChannel channel() {
    return channel;
  }

  /** Listens first: what happens after the state was taken is told after it. */
  private String begin(Function<Profile, String> state) {
    subscription = lease.profile().listen(told);
    return state.apply(lease.profile());
  }

  private void begun(String state) {
    channel.send(state);
    told.begin();
  }

  private void take(String text) {
    waiting.add(PageRequestReader.read(text));
    channel.setPaused(waiting.size() >= MOST_WAITING);
    next();
  }

  private void next() {
    while (!busy && !waiting.isEmpty()) {
      PageRequest request = waiting.remove();
      if (isOvertaken(request)) {
        channel.send(PageMessages.skipped(request.id()));
      } else {
        work(() -> Work.answer(request, lease.profile()), channel::send);
      }
    }
    channel.setPaused(waiting.size() >= MOST_WAITING);
  }

  private boolean isOvertaken(PageRequest request) {
    return request instanceof PageRequest.Recognise
        && waiting.stream().anyMatch(PageRequest.Recognise.class::isInstance);
  }

  /** Works on a worker, and goes on with {@code then} here. */
  private void work(Callable<String> work, Consumer<String> then) {
    busy = true;
    workers
        .executeBlocking(work, false)
        .onSuccess(then::accept)
        .onFailure(this::failed)
        .onComplete(done -> worked());
  }

  private void worked() {
    busy = false;
    if (channel.isClosed()) {
      release();
    } else {
      next();
    }
  }

  private void failed(Throwable failure) {
    LOG.warn("session failed device={} message={}", deviceId(), failure.toString(), failure);
    channel.send(PageMessages.problem(0, "Something went wrong here. Reload the page."));
    channel.close(PageChannel.FAILED, "failed");
  }

  private String deviceId() {
    return lease.profile().deviceId();
  }

  private void closed() {
    waiting.clear();
    if (!busy) {
      release();
    }
  }

  private void release() {
    if (!released) {
      released = true;
      workers.executeBlocking(this::closeLease, false).onComplete(ended);
    }
  }

  private @Nullable Void closeLease() {
    Profile.Subscription listening = subscription;
    if (listening != null) {
      listening.close();
    }
    lease.close();
    return null;
  }
}
