package dev.thaw.cloud.server;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** Sings when it is instantiated or read, which nothing that comes over the wire may make it do. */
public class Canary implements Serializable {
  private static final long serialVersionUID = 1;
  private static final AtomicInteger SONGS = new AtomicInteger();

  /** What a bean may be told by a careless reader. */
  public String command = "";

  /** Public and without arguments, as readers of objects like it. */
  public Canary() {
    SONGS.incrementAndGet();
  }

  /** How often one sang since the last time this was asked. */
  static int songs() {
    return SONGS.getAndSet(0);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    SONGS.incrementAndGet();
  }

  @Override
  public int hashCode() {
    SONGS.incrementAndGet();
    return 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Canary;
  }

  /** Sings as soon as its class is initialised: nobody else may refer to it but by name. */
  static final class Egg {
    static {
      SONGS.incrementAndGet();
    }

    private Egg() {}
  }
}
