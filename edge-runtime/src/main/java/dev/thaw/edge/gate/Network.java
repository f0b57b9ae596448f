package dev.thaw.edge.gate;

/** What a byte costs on the network that the device would use now. */
public enum Network {
  /** There is none, or the person switched it off. */
  NONE,
  /** Bytes cost money or a quota, as on most mobile networks. */
  METERED,
  /** Bytes cost nothing that counts. */
  UNMETERED
}
