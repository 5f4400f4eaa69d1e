package dev.chatengine.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is wrong with a page's links within the project. */
final class Links {
  private Links() {}

  static List<String> problems(Page page) {
    return page.links().stream()
        .flatMap(
            link ->
                problem(page, link.text()).stream().map(problem -> link.where() + ": " + problem))
        .toList();
  }

  private static Optional<String> problem(Page page, String target) {
    if (target.matches("[a-z]+:.*")) {
      return Optional.empty();
    }
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page.file() : page.folder().resolve(parts[0]).normalize();
    if (!parts[0].isEmpty() && !Files.exists(file)) {
      return Optional.of("there is no " + target);
    }
    if (parts.length == 1) {
      return Optional.empty();
    }
    Page linked = file.equals(page.file()) ? page : Page.read(file);
    return linked.anchors().contains(parts[1])
        ? Optional.empty()
        : Optional.of("there is no heading for " + target);
  }
}
