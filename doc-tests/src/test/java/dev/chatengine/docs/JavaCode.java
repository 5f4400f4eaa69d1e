package dev.chatengine.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the code of a page, each block a file, on the class path of the tests. */
final class JavaCode {
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|interface|record|enum) (\\w+)");

  private JavaCode() {}

  /**
   * Compiles some files.
   *
   * @param target where sources and classes go
   * @return what the compiler complains of; nothing if all is well
   */
  static String complaints(List<String> sources, Path target) {
    List<Path> files = new ArrayList<>();
    for (String source : sources) {
      Matcher name = TYPE.matcher(source);
      if (!name.find()) {
        return "no class in:\n" + source;
      }
      files.add(target.resolve(name.group(1) + ".java"));
    }
    try {
      for (int i = 0; i < files.size(); i++) {
        if (Files.exists(files.get(i))) {
          return "two classes are called " + files.get(i).getFileName();
        }
        Files.writeString(files.get(i), sources.get(i));
      }
      return compile(files, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String compile(List<Path> files, Path target) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:all,-path,-processing",
              "--release",
              "17",
              "-d",
              target.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      return compiled ? complaints.toString() : "does not compile: " + complaints;
    }
  }
}
