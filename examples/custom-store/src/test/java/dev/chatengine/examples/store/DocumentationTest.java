package dev.chatengine.examples.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in the page on writing a store compiles. */
class DocumentationTest {
  private static final Path PAGE = Path.of("../../docs/writing-a-store.md");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java$\\n(.*?)^```$");
  private static final Pattern CLASS_NAME = Pattern.compile("(?m)^(?:public )?class (\\w+)");

  @Test
  void itsCodeCompiles(@TempDir Path directory) throws IOException {
    List<Path> sources = new ArrayList<>();
    Matcher block = JAVA_BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      Matcher name = CLASS_NAME.matcher(block.group(1));
      assertThat(name.find()).as("a class in: %s", block.group(1)).isTrue();
      sources.add(Files.writeString(directory.resolve(name.group(1) + ".java"), block.group(1)));
    }

    assertThat(sources).hasSize(2);
    assertThat(complaints(sources, directory)).isEmpty();
  }

  private static String complaints(List<Path> sources, Path directory) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:all,-path,-processing",
              "-Werror",
              "--release",
              "17",
              "-d",
              directory.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      compiler
          .getTask(
              complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    return complaints.toString();
  }
}
