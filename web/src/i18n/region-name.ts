/** Countries by name where a list shows them: without the list of all of them, which a choice needs. */

let cached: { readonly language: string; readonly names: Intl.DisplayNames } | undefined;

/** The country in a language; what has not the form of a code as it stands. */
export function regionName(code: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  // Making one takes longer than all the names of a list.
  if (cached?.language !== language) cached = { language, names: new Intl.DisplayNames(language, { type: "region" }) };
  return cached.names.of(code) ?? code;
}
