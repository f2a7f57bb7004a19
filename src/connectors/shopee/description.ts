/** Shopee's descriptions are plain text; the hub keeps HTML. */

/** Plain text as HTML: lines stay lines. */
export function descriptionHtml(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const escaped = trimmed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll("\n", "<br>")}</p>`)
    .join("");
}
