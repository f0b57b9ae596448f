package dev.thaw.bench.evaluate.scaling;

/** What stands in for a device. */
enum Kind {
  /** All of the product: RocksDB, the model, the link. */
  RUNTIME("edge runtimes"),
  /** Only what is seen on the wire: it connects, uploads, pulls and verifies. */
  GENERATOR("load generators");

  private final String title;

  Kind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
