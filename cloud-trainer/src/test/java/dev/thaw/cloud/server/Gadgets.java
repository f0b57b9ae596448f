package dev.thaw.cloud.server;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import javax.management.BadAttributeValueExpException;

/** What is sent to readers of objects that trust the names in what they read. Stateless. */
final class Gadgets {
  /** Classes of published chains, on the class path or not: a name is all that is sent of them. */
  private static final List<String> NAMES =
      List.of(
          Canary.class.getName(),
          Canary.class.getName() + "$Egg",
          "java.util.PriorityQueue",
          "java.lang.ProcessBuilder",
          "java.beans.EventHandler",
          "java.rmi.server.UnicastRemoteObject",
          "javax.management.BadAttributeValueExpException",
          "javax.naming.InitialContext",
          "javax.script.ScriptEngineManager",
          "com.sun.rowset.JdbcRowSetImpl",
          "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
          "com.rometools.rome.feed.impl.ObjectBean",
          "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource",
          "groovy.util.Expando",
          "org.apache.commons.beanutils.BeanComparator",
          "org.apache.commons.collections4.functors.InvokerTransformer",
          "org.springframework.aop.support.DefaultBeanFactoryPointcutAdvisor");

  private Gadgets() {}

  /** In Kryo's format with class names, as a Kryo without registration writes and reads them. */
  static List<byte[]> kryo() {
    Kryo open = openKryo();
    List<byte[]> payloads = new ArrayList<>();
    NAMES.forEach(name -> payloads.add(named(name)));
    for (Object value : List.of(new Canary(), urlInMap(), canaryInMap(), new PriorityQueue<>())) {
      Output out = new Output(1_024, -1);
      open.writeClassAndObject(out, value);
      payloads.add(out.toBytes());
    }
    Canary.songs();
    return payloads;
  }

  /** A Kryo as it must not be: it makes whatever it is told to. */
  static Kryo openKryo() {
    Kryo open = new Kryo();
    open.setRegistrationRequired(false);
    return open;
  }

  /** Kryo's way to say: an object of a class that was not registered, and of which name. */
  static byte[] named(String name) {
    Output out = new Output(256, -1);
    out.writeVarInt(1, true); // by name
    out.writeVarInt(0, true); // the first name in this stream
    out.writeString(name);
    out.writeVarInt(1, true); // not null
    out.writeString("touch /tmp/owned");
    return out.toBytes();
  }

  /** As a stream of Java's own serialisation, which begins AC ED 00 05. */
  static List<byte[]> java() throws IOException {
    List<byte[]> streams = new ArrayList<>();
    Object[] values = {canaryInMap(), urlInMap(), new BadAttributeValueExpException(null)};
    for (Object value : values) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(value);
      }
      streams.add(bytes.toByteArray());
    }
    Canary.songs();
    return streams;
  }

  /** As JSON for readers that let a member name the class. */
  static List<byte[]> json() {
    List<byte[]> texts = new ArrayList<>();
    for (String name : NAMES) {
      for (String form :
          List.of(
              "{\"@class\":\"%s\",\"command\":\"id\"}",
              "{\"@type\":\"%s\",\"task\":\"signs\"}",
              "[\"%s\",{\"command\":\"id\"}]",
              "{\"device\":\"d\",\"sequence\":1,\"task\":[\"%s\",{}]}",
              "{\"task\":{\"@class\":\"%s\"},\"scope\":\"global\"}")) {
        texts.add(form.formatted(name).getBytes(StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /** Looks the host up when it is hashed. */
  private static Map<Object, String> urlInMap() {
    Map<Object, String> map = new LinkedHashMap<>();
    try {
      map.put(URI.create("http://127.0.0.1:9/").toURL(), "looked up");
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
    return map;
  }

  private static Map<Object, String> canaryInMap() {
    Map<Object, String> map = new HashMap<>();
    map.put(new Canary(), "hashed");
    return map;
  }
}
