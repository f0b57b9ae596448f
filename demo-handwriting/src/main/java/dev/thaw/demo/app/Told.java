package dev.thaw.demo.app;

import dev.thaw.demo.profile.Entry;
import dev.thaw.demo.profile.ProfileListener;
import dev.thaw.demo.profile.RunningModel;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Passes on to a page what happens to its profile; keeps what happens before {@link #begin} until
 * then. Its profile calls it on any thread, the rest is confined to the page's event loop.
 */
final class Told implements ProfileListener {
  private final Context loop;
  private final Consumer<String> page;
  private final Deque<String> early = new ArrayDeque<>();
  private boolean begun;

  Told(Context loop, Consumer<String> page) {
    this.loop = loop;
    this.page = page;
  }

  void begin() {
    begun = true;
    early.forEach(page);
    early.clear();
  }

  @Override
  public void entryChanged(Entry entry) {
    tell(PageMessages.entry(entry));
  }

  @Override
  public void modelChanged(RunningModel model) {
    tell(PageMessages.model(model));
  }

  @Override
  public void linkChanged(String link, int waiting) {
    tell(PageMessages.link(link, waiting));
  }

  private void tell(String message) {
    loop.runOnContext(
        ignored -> {
          if (begun) {
            page.accept(message);
          } else {
            early.add(message);
          }
        });
  }
}
