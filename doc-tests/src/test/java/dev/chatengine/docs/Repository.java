package dev.chatengine.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The project's files, without what was built or downloaded. */
final class Repository {
  /** Tests run in their module's folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> LEFT_OUT = Set.of("target", "node_modules", ".git", ".idea");
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");

  private static final Pattern NAMED = Pattern.compile("(?m)^(?:package|module) ([\\w.]+)");
  private static final Pattern EXPORTED = Pattern.compile("\\bexport class ([A-Z]\\w*)");

  private static final Repository WHOLE = new Repository();

  private final List<Path> files = new ArrayList<>();
  private final Map<String, Path> sources = new HashMap<>();
  private final Set<String> types = new HashSet<>();
  private final Set<String> packages = new HashSet<>();
  private final StringBuilder code = new StringBuilder();

  private Repository() {
    try {
      Files.walkFileTree(ROOT, new Collector());
      for (Path file : files) {
        readIfCode(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Repository whole() {
    return WHOLE;
  }

  private void readIfCode(Path file) throws IOException {
    String name = name(file);
    if (name.endsWith(".java")) {
      String text = Files.readString(file);
      append(file, text);
      sources.put(name.substring(0, name.length() - ".java".length()), file);
      Matcher type = TYPE.matcher(text);
      while (type.find()) {
        types.add(type.group(1));
      }
      Matcher named = NAMED.matcher(text);
      if (named.find()) {
        packages.add(named.group(1));
      }
    } else if (name.endsWith(".xml") || name.endsWith(".js") || name.endsWith(".mjs")) {
      String text = Files.readString(file);
      append(file, text);
      Matcher type = EXPORTED.matcher(text);
      while (type.find()) {
        types.add(type.group(1));
      }
    }
  }

  /** Not of these tests, which name what is not there. */
  private void append(Path file, String text) {
    if (!file.startsWith(ROOT.resolve("doc-tests"))) {
      code.append(text);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** All pages of documentation. */
  List<Page> pages() {
    return files.stream()
        .filter(file -> name(file).endsWith(".md"))
        .sorted()
        .map(Page::read)
        .toList();
  }

  /** Files of that name. */
  List<Path> named(String name) {
    return files.stream().filter(file -> name(file).equals(name)).toList();
  }

  /** Whether some source declares a class, interface, record or enum of that simple name. */
  boolean hasType(String simpleName) {
    return types.contains(simpleName);
  }

  /** Whether there is a file of sources for that class. */
  boolean hasSource(String simpleName) {
    return sources.containsKey(simpleName);
  }

  /** Whether there is a package, or a module, of that name. */
  boolean hasPackage(String name) {
    return packages.contains(name);
  }

  /** Whether some source, script or POM has this in it. */
  boolean mentions(String text) {
    return code.indexOf(text) >= 0;
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return LEFT_OUT.contains(name(directory))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files.add(file);
      return FileVisitResult.CONTINUE;
    }
  }
}
