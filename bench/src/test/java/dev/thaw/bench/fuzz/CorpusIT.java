package dev.thaw.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.demo.app.PageRequestFuzz;
import dev.thaw.demo.mnist.MnistFuzz;
import dev.thaw.demo.profile.HistoryFuzz;
import dev.thaw.demo.unipen.UnipenFuzz;
import dev.thaw.edge.link.HostileCloudFuzz;
import dev.thaw.model.BaseModelFuzz;
import dev.thaw.protocol.codec.FrameFuzz;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every input that was kept, given to its target again; in this way the fuzzer's agent is not
 * needed, which would slow down all other tests of the process.
 */
class CorpusIT {
  private static final Path RESOURCES = Path.of("src/test/resources");

  /** Corpora stay small: what is worth keeping fits into a few KB. */
  private static final long MOST_BYTES = 64 << 10;

  private static final List<Class<?>> TARGETS =
      List.of(
          FrameFuzz.class,
          BaseModelFuzz.class,
          UnipenFuzz.class,
          MnistFuzz.class,
          HistoryFuzz.class,
          PageRequestFuzz.class,
          HostileCloudFuzz.class,
          HttpFuzz.class,
          StreamFuzz.class);

  @TestFactory
  Stream<DynamicContainer> keptInputsDoNoHarm() {
    return TARGETS.stream()
        .flatMap(
            target ->
                fuzzTests(target)
                    .map(
                        method ->
                            DynamicContainer.dynamicContainer(
                                target.getSimpleName() + '#' + method.getName(),
                                tests(target, method))));
  }

  @TestFactory
  Stream<DynamicTest> everyTargetHasASmallCorpus() {
    return TARGETS.stream()
        .flatMap(CorpusIT::fuzzTests)
        .map(
            method ->
                DynamicTest.dynamicTest(
                    method.getDeclaringClass().getSimpleName() + '#' + method.getName(),
                    () ->
                        assertThat(inputs(method).stream().mapToLong(CorpusIT::size).sum())
                            .isBetween(1L, MOST_BYTES)));
  }

  private static Stream<Method> fuzzTests(Class<?> target) {
    return Arrays.stream(target.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(FuzzTest.class))
        .sorted(Comparator.comparing(Method::getName));
  }

  private static Stream<DynamicTest> tests(Class<?> target, Method method) {
    method.setAccessible(true);
    Object instance = newInstance(target);
    Stream<DynamicTest> kept =
        inputs(method).stream()
            .map(
                file ->
                    DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> give(method, instance, Files.readAllBytes(file))));
    return Stream.concat(
        Stream.of(DynamicTest.dynamicTest("nothing", () -> give(method, instance, new byte[0]))),
        kept);
  }

  private static void give(Method method, Object instance, byte[] input) throws Throwable {
    try {
      method.invoke(instance, (Object) input);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object newInstance(Class<?> target) {
    try {
      return target.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> inputs(Method method) {
    Class<?> target = method.getDeclaringClass();
    Path folder =
        RESOURCES
            .resolve(target.getPackageName().replace('.', '/'))
            .resolve(target.getSimpleName() + "Inputs")
            .resolve(method.getName());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("no inputs for " + target + '#' + method.getName(), e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
