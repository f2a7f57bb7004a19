/** For a list route's `validateSearch`: every value is text; what the list does not know, the hub refuses with words. */
export function listSearch(raw: Record<string, unknown>): Record<string, string | undefined> {
  // What is left out would stay as it came.
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, typeof value === "string" && value !== "" ? value : undefined]),
  );
}
