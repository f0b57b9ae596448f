package dev.thaw.edge.link;

/** The runtime was closed; nothing follows. */
final class Closed extends LinkState {
  Closed(CloudLink link) {
    super(link);
  }

  @Override
  String describe() {
    return "closed";
  }
}
