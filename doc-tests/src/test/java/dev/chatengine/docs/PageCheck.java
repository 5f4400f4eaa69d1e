package dev.chatengine.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** All that is wrong with a page. */
final class PageCheck {
  /** They tell what was, when it was. */
  private static final Pattern HISTORY = Pattern.compile("CHANGELOG\\.md|docs/decisions/.*");

  private PageCheck() {}

  /**
   * Looks at everything.
   *
   * @param folder an empty folder, where code is compiled
   */
  static List<String> problems(Page page, Path folder) {
    List<String> problems = new ArrayList<>();
    for (Block block : page.blocks()) {
      BlockCheck.problem(block).ifPresent(problem -> problems.add(block + ": " + problem));
    }
    List<String> java = page.code(BlockCheck.JAVA);
    String complaints = java.isEmpty() ? "" : JavaCode.complaints(java, folder);
    if (!complaints.isEmpty()) {
      problems.add(page + ": " + complaints);
    }
    problems.addAll(Links.problems(page));
    if (!HISTORY.matcher(page.name()).matches()) {
      problems.addAll(Names.problems(page));
    }
    return problems;
  }
}
