package dev.chatengine.docs;

/**
 * A block of code on a page.
 *
 * @param page the page
 * @param where the page's name and the line
 * @param language what its fence says; empty if it says nothing, or there is none
 * @param fenced whether there is a fence; otherwise it is indented
 * @param text what is in it
 */
record Block(Page page, String where, String language, boolean fenced, String text) {
  String firstWord() {
    return text.strip().split("\\s", 2)[0];
  }

  @Override
  public String toString() {
    return where;
  }
}
