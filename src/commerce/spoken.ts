/** The hub's sentences in an organization's language, where the server itself writes to people: its mails. */
import type { Said, SaidPart } from "./sentence.ts";
import arabicWords from "./sentences/ar.json" with { type: "json" };

export interface Speaker {
  /** What is said of one sentence; `text` is its English. */
  sentence(said: Said, text: string): string;
  /** What is said of several, with others' words between them as they are. */
  parts(parts: readonly SaidPart[] | null | undefined, text: string): string;
}

const arabic: Readonly<Record<string, string>> = arabicWords;
const plural = new Intl.PluralRules("ar");

/** `zone` is where moments are told. */
export function speaker(language: string, zone: string): Speaker {
  if (language.split("-")[0] !== "ar") return { sentence: (_said, text) => text, parts: (_parts, text) => text };
  const moment = new Intl.DateTimeFormat("ar-u-nu-latn", { dateStyle: "medium", timeStyle: "short", timeZone: zone });
  const filled = (code: string, gaps: Said["gaps"]): string | undefined => {
    const count = gaps["count"];
    const counted = typeof count === "number" ? arabic[`${code}_${plural.select(count)}`] : undefined;
    const template = counted ?? arabic[code] ?? arabic[`${code}_other`];
    return template?.replace(/\$t\((\w+)\.\{\{(\w+)\}\}\)|\{\{(\w+)\}\}/g, (_, group, word, name) => {
      if (name === undefined) return arabic[`${group}.${gaps[word]}`] ?? String(gaps[word]).replaceAll("_", " ");
      const value = gaps[name] ?? "";
      return name.endsWith("At") ? moment.format(new Date(value)) : apart(value);
    });
  };
  return {
    sentence: ({ code, gaps }, text) => filled(code, gaps) ?? text,
    parts: (parts, text) => {
      const said = (parts ?? [{ text }]).map(({ code, gaps = {}, text: quoted = "" }) =>
        // A connector's code comes with its English.
        code === undefined ? apart(quoted) : (filled(code, gaps) ?? (quoted === "" ? undefined : apart(quoted))),
      );
      // A part nobody has words for would leave a hole: better the whole in English.
      return said.includes(undefined) ? text : said.join(" ");
    },
  };
}

/** Names and codes between marks that keep their direction to themselves. */
const apart = (value: string | number): string => (typeof value === "number" ? String(value) : `\u2068${value}\u2069`);
