package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page: its code compiles, its commands, links and names are there. */
class PagesTest {
  private static final Pattern NAME = Pattern.compile(">([A-Z][A-Za-z]+)</text>");

  static List<Page> pages() {
    return Repository.whole().pages();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everythingOnAPageIsThere(Page page, @TempDir Path folder) {
    assertThat(PageCheck.problems(page, folder)).isEmpty();
  }

  @Test
  void thereArePages() {
    assertThat(pages().stream().map(Page::name))
        .contains(
            "README.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "docs/README.md",
            "docs/protocol.md");
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void aPictureNamesClassesThatAreThere(Path picture) throws IOException {
    List<String> names =
        NAME.matcher(Files.readString(picture)).results().map(name -> name.group(1)).toList();

    assertThat(names).isNotEmpty().allMatch(Repository.whole()::hasSource);
  }

  static List<Path> pictures() {
    return Repository.whole().named("architecture.svg");
  }

  @Test
  void everyPageOfTheDocumentationIsInItsIndex() {
    Page index = Page.read(Repository.ROOT.resolve("docs/README.md"));
    List<Path> linked =
        index.links().stream()
            .map(link -> index.folder().resolve(link.text().split("#", 2)[0]).normalize())
            .toList();

    assertThat(pages().stream().map(Page::file))
        .filteredOn(file -> file.startsWith(index.folder()) && !file.equals(index.file()))
        .allMatch(file -> linked.contains(file) || linked.contains(file.getParent()));
  }
}
