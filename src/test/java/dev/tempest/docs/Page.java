package dev.tempest.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A page of Markdown, as far as it can be wrong.
 *
 * @param path below the project's folder
 * @param lines all of them, as written
 * @param code spans, and lines of blocks with what they go on with
 */
record Page(
    Path path, List<String> lines, List<Piece> links, List<Piece> code, Set<String> anchors) {
  private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*)");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(<?([^)\\s>]+)[^)]*\\)");

  /** A link's target, or some code; lines count from 1. */
  record Piece(int line, String text) {}

  static Page read(Path path) {
    try {
      return of(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page of(Path path, String markdown) {
    var page =
        new Page(
            path, markdown.lines().toList(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    page.parse();
    return page;
  }

  private void parse() {
    Map<String, Integer> headings = new HashMap<>();
    boolean fenced = false;
    boolean continued = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (FENCE.matcher(line).matches()) {
        fenced = !fenced;
        continued = false;
      } else if (fenced || line.startsWith("    ")) {
        addCode(i + 1, line.strip(), continued);
        continued = line.endsWith("\\");
      } else {
        continued = false;
        addProse(i + 1, line, headings);
      }
    }
  }

  private void addCode(int number, String text, boolean continued) {
    String start = continued ? code.removeLast().text() : "";
    String whole = (start + " " + text).strip();
    code.add(
        new Piece(number, whole.endsWith("\\") ? whole.substring(0, whole.length() - 1) : whole));
  }

  private void addProse(int number, String line, Map<String, Integer> headings) {
    var heading = HEADING.matcher(line);
    if (heading.matches()) {
      String anchor = anchor(heading.group(1));
      int before = headings.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    SPAN.matcher(line)
        .results()
        .forEach(span -> code.add(new Piece(number, span.group(1).replace("\\|", "|"))));
    LINK.matcher(SPAN.matcher(line).replaceAll("code"))
        .results()
        .forEach(link -> links.add(new Piece(number, link.group(1))));
  }

  /** The name that GitHub gives a heading. */
  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
        .strip()
        .replace(' ', '-');
  }
}
