/** The figures as Markdown rows, printed as they come. */
final class Table {
  Table() {
    System.out.println("| figure | target | measured |");
    System.out.println("|---|---|---|");
  }

  void row(String figure, String target, String measured, Object... values) {
    System.out.println("| " + figure + " | " + target + " | " + measured.formatted(values) + " |");
  }
}
