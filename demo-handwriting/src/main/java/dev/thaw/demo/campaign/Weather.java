package dev.thaw.demo.campaign;

/** What the network between devices and cloud is like. */
enum Weather {
  FINE("works"),
  /** Connections break in the middle of what is being sent, and new ones are refused. */
  CUT("drops connections and takes no new ones"),
  /** Everything comes late. */
  LATE("delays everything"),
  /** Little goes through. */
  SLOW("lets little through"),
  /** Of two connections, what one sent first comes last. */
  REORDERED("delays every other connection, so that the order changes"),
  /** One direction of each connection ends, the other stays. */
  HALF_CLOSED("closes one direction of each connection"),
  /** What devices sent comes again, on connections of its own. */
  REPEATED("sends everything that devices sent once more");

  private final String what;

  Weather(String what) {
    this.what = what;
  }

  /** What it does, for people. */
  String what() {
    return what;
  }
}
