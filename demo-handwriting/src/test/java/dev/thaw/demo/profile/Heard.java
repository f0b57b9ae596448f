package dev.thaw.demo.profile;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers. */
final class Heard implements ProfileListener {
  final List<Entry> entries = new CopyOnWriteArrayList<>();
  final List<RunningModel> models = new CopyOnWriteArrayList<>();
  final List<String> links = new CopyOnWriteArrayList<>();
  volatile int waiting = -1;

  @Override
  public void entryChanged(Entry entry) {
    entries.add(entry);
  }

  @Override
  public void modelChanged(RunningModel model) {
    models.add(model);
  }

  @Override
  public void linkChanged(String link, int nowWaiting) {
    links.add(link);
    waiting = nowWaiting;
  }
}
