package dev.thaw.demo.browser;

/** What one writes with. */
enum PointerKind {
  MOUSE("mouse"),
  PEN("pen"),
  FINGER("touch");

  private final String type;

  PointerKind(String type) {
    this.type = type;
  }

  /** The {@code pointerType} that a page sees. */
  String type() {
    return type;
  }
}
