package dev.chatengine.docs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What is wrong with one block of code. A block of a kind that no test covers is wrong, too. */
final class BlockCheck {
  /** Compiled with the other blocks of its page. */
  static final String JAVA = "java";

  /**
   * Blocks that something else plays, by page and by how they begin, or by their language, and the
   * file that does.
   */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "docs/protocol.md >", "ProtocolExamplesTest.java",
          "docs/protocol.md <", "ProtocolExamplesTest.java",
          "docs/redis.md ACL", "RedisRightsTest.java",
          "docs/observability.md Node", "DocumentationTest.java",
          "docs/operations.md nginx", "NginxTest.java",
          "docs/operations.md haproxy", "HaproxyTest.java",
          "docs/getting-started.md html", "GettingStartedTest.java");

  private static final Set<String> MONGO_SHELL = Set.of("db", "sh");
  private static final Pattern COLLECTION = Pattern.compile("\\b(chat_\\w+)");
  private static final Pattern IMPORT =
      Pattern.compile("import \\{([^}]*)} from '/chat-client/(chat-client\\.js)'");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private BlockCheck() {}

  static Optional<String> problem(Block block) {
    return switch (block.language()) {
      case JAVA -> Optional.empty();
      case "js" -> script(block.text());
      case "json" -> json(block.text());
      case "xml" -> xml(block.text());
      case "sh" -> commands(block);
      case "" -> unnamed(block);
      default -> otherLanguage(block);
    };
  }

  private static Optional<String> unnamed(Block block) {
    String first = block.firstWord();
    String elsewhere = ELSEWHERE.get(block.page().name() + " " + first);
    if (elsewhere != null) {
      return playedBy(elsewhere, block.page());
    }
    if (first.startsWith("-D")) {
      return MavenCommand.problem(List.of(block.text().strip().split("\\s+")));
    }
    if (CommandCheck.knows(first)) {
      return commands(block);
    }
    if (MONGO_SHELL.contains(first.split("\\.", 2)[0])) {
      return mongoShell(block.text());
    }
    if (first.startsWith("{") || first.startsWith("\"")) {
      return json(block.text());
    }
    return listing(block);
  }

  /** The file is there, and looks at that page. */
  private static Optional<String> playedBy(String name, Page page) {
    for (Path file : Repository.whole().named(name)) {
      if (Repository.read(file).contains(page.name())) {
        return Optional.empty();
      }
    }
    return Optional.of(name + " does not play it");
  }

  private static Optional<String> otherLanguage(Block block) {
    String elsewhere = ELSEWHERE.get(block.page().name() + " " + block.language());
    return elsewhere == null
        ? Optional.of("no test covers blocks of the language " + block.language())
        : playedBy(elsewhere, block.page());
  }

  private static Optional<String> commands(Block block) {
    return Commands.of(block.text()).stream()
        .flatMap(command -> CommandCheck.problem(block.page(), command).stream())
        .findFirst();
  }

  /** Each line begins with a package or a file of the project. */
  private static Optional<String> listing(Block block) {
    for (String line : block.text().lines().toList()) {
      String first = line.strip().split("\\s", 2)[0];
      if (!first.isEmpty()
          && !Repository.whole().hasPackage(first)
          && !Files.exists(Repository.ROOT.resolve(first))) {
        return Optional.of("no test covers this, nor is " + first + " a package or a file");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> json(String text) {
    String whole = text.strip().startsWith("\"") ? "{" + text + "}" : text;
    JsonNode json;
    try {
      json = JSON.readTree(whole);
    } catch (JsonProcessingException e) {
      return Optional.of("no JSON: " + e.getOriginalMessage());
    }
    String type = json.path("type").asText();
    return type.isEmpty() || Repository.whole().mentions("\"" + type + "\"")
        ? Optional.empty()
        : Optional.of("no frame is of the type " + type);
  }

  /** Artifacts of the project are such, and have its version. */
  private static Optional<String> xml(String text) {
    Document document;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader("<all>" + text + "</all>")));
    } catch (SAXException | ParserConfigurationException e) {
      return Optional.of("no XML: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    NodeList groups = document.getElementsByTagName("groupId");
    for (int i = 0; i < groups.getLength(); i++) {
      if (groups.item(i).getTextContent().equals("dev.chatengine")
          && groups.item(i).getParentNode() instanceof Element artifact) {
        Optional<String> problem = artifact(artifact);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> artifact(Element artifact) {
    String name = text(artifact, "artifactId");
    String version = text(artifact, "version");
    Path pom = Repository.ROOT.resolve(name).resolve("pom.xml");
    if (!Files.exists(pom)) {
      return Optional.of("there is no module " + name);
    }
    return version.isEmpty() || Repository.read(pom).contains("<version>" + version + "</version>")
        ? Optional.empty()
        : Optional.of(name + " is not of the version " + version);
  }

  private static String text(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  /** Node can parse it, and what it imports of the client is exported there. */
  private static Optional<String> script(String text) {
    Matcher imports = IMPORT.matcher(text);
    while (imports.find()) {
      String client =
          Repository.read(Repository.ROOT.resolve("chat-client-js").resolve(imports.group(2)));
      for (String name : imports.group(1).split(",", -1)) {
        Pattern export = Pattern.compile("export (async )?(function|class|const) " + name.strip());
        if (!export.matcher(client).find()) {
          return Optional.of("the client exports no " + name.strip());
        }
      }
    }
    return syntax(text);
  }

  private static Optional<String> mongoShell(String text) {
    Matcher collections = COLLECTION.matcher(text);
    while (collections.find()) {
      String name = collections.group(1).substring("chat_".length());
      if (!Repository.whole().mentions("collection(\"" + name + "\"")) {
        return Optional.of("there is no collection " + collections.group(1));
      }
    }
    return syntax(text);
  }

  /** Skips the test, aloud, where there is no Node. */
  private static Optional<String> syntax(String text) {
    Path node = Programs.require("node");
    try {
      Path file = Files.createTempFile("block", ".mjs");
      try {
        Files.writeString(file, text);
        Programs.Ended checked = Programs.run(List.of(node.toString(), "--check", file.toString()));
        return checked.exitCode() == 0 ? Optional.empty() : Optional.of(checked.output());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
