package dev.chatengine.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** One page of Markdown: its blocks of code, links, anchors and words set as code. */
final class Page {
  private static final Parser PARSER =
      Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES).build();

  private final Path file;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Span> links = new ArrayList<>();
  private final List<Span> words = new ArrayList<>();
  private final Set<String> anchors = new HashSet<>();

  /** A link's target, or a word set as code. */
  record Span(String where, String text) {}

  private Page(Path file, String text) {
    this.file = file;
    PARSER.parse(text).accept(new Collector());
  }

  static Page read(Path file) {
    return new Page(file, Repository.read(file));
  }

  /** A page that lies nowhere, as if it lay at the top. */
  static Page of(String text) {
    return new Page(Repository.ROOT.resolve("page.md"), text);
  }

  Path file() {
    return file;
  }

  Path folder() {
    return file.resolveSibling("");
  }

  /** Its path in the project, with slashes. */
  String name() {
    return Repository.ROOT.relativize(file).toString().replace('\\', '/');
  }

  List<Block> blocks() {
    return blocks;
  }

  /** The texts of its blocks in a language, in their order. */
  List<String> code(String language) {
    return blocks.stream()
        .filter(block -> block.language().equals(language))
        .map(Block::text)
        .toList();
  }

  List<Span> links() {
    return links;
  }

  /** What is set as code within a sentence. */
  List<Span> words() {
    return words;
  }

  /** The names of its headings, as links give them. */
  Set<String> anchors() {
    return anchors;
  }

  private String where(Node node) {
    return name() + ":" + (node.getSourceSpans().get(0).getLineIndex() + 1);
  }

  @Override
  public String toString() {
    return name();
  }

  private final class Collector extends AbstractVisitor {
    private final Map<String, Integer> seen = new HashMap<>();

    @Override
    public void visit(FencedCodeBlock node) {
      String language = Stream.of(node.getInfo().split(" ", 2)).findFirst().orElse("");
      blocks.add(new Block(Page.this, where(node), language, true, node.getLiteral()));
    }

    @Override
    public void visit(IndentedCodeBlock node) {
      blocks.add(new Block(Page.this, where(node), "", false, node.getLiteral()));
    }

    @Override
    public void visit(Link node) {
      links.add(new Span(where(node), node.getDestination()));
      visitChildren(node);
    }

    @Override
    public void visit(Image node) {
      links.add(new Span(where(node), node.getDestination()));
      visitChildren(node);
    }

    @Override
    public void visit(Code node) {
      words.add(new Span(where(node), node.getLiteral()));
    }

    @Override
    public void visit(Heading node) {
      StringBuilder text = new StringBuilder();
      append(node, text);
      String name = slug(text.toString());
      int before = seen.merge(name, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? name : name + "-" + before);
      visitChildren(node);
    }

    private void append(Node parent, StringBuilder text) {
      for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
        if (child instanceof Text plain) {
          text.append(plain.getLiteral());
        } else if (child instanceof Code code) {
          text.append(code.getLiteral());
        } else if (child instanceof SoftLineBreak) {
          text.append(' ');
        } else {
          append(child, text);
        }
      }
    }

    /** As the hosts of repositories make a name of a heading. */
    private String slug(String heading) {
      return heading
          .toLowerCase(Locale.ROOT)
          .replaceAll("[^\\p{L}\\p{N} _-]", "")
          .replace(' ', '-');
    }
  }
}
