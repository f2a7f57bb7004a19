/** The hub's messages in an organization's language, where the server itself writes to people: its mails. */
import type { MessagePart, MessageRef } from "./message.ts";
import arabicWords from "./messages/ar.json" with { type: "json" };

export interface Translator {
  /** What is said of one message; `text` is its English. */
  message(ref: MessageRef, text: string): string;
  /** What is said of several, with others' words between them as they are. */
  parts(parts: readonly MessagePart[] | null | undefined, text: string): string;
}

const arabic: Readonly<Record<string, string>> = arabicWords;
const plural = new Intl.PluralRules("ar");

/** `zone` is where moments are told. */
export function translatorFor(language: string, zone: string): Translator {
  if (language.split("-")[0] !== "ar") return { message: (_ref, text) => text, parts: (_parts, text) => text };
  const moment = new Intl.DateTimeFormat("ar-u-nu-latn", { dateStyle: "medium", timeStyle: "short", timeZone: zone });
  const filled = (code: string, params: MessageRef["gaps"]): string | undefined => {
    const count = params["count"];
    const counted = typeof count === "number" ? arabic[`${code}_${plural.select(count)}`] : undefined;
    const template = counted ?? arabic[code] ?? arabic[`${code}_other`];
    return template?.replace(/\$t\((\w+)\.\{\{(\w+)\}\}\)|\{\{(\w+)\}\}/g, (_, group, word, name) => {
      if (name === undefined) return arabic[`${group}.${params[word]}`] ?? String(params[word]).replaceAll("_", " ");
      const value = params[name] ?? "";
      return name.endsWith("At") ? moment.format(new Date(value)) : apart(value);
    });
  };
  return {
    message: ({ code, gaps: params }, text) => filled(code, params) ?? text,
    parts: (parts, text) => {
      const given = (parts ?? [{ text }]).map(({ code, gaps: params = {}, text: quoted = "" }) =>
        // A connector's code comes with its English.
        code === undefined ? apart(quoted) : (filled(code, params) ?? (quoted === "" ? undefined : apart(quoted))),
      );
      // A part nobody has words for would leave a hole: better the whole in English.
      return given.includes(undefined) ? text : given.join(" ");
    },
  };
}

/** Names and codes between marks that keep their direction to themselves. */
const apart = (value: string | number): string => (typeof value === "number" ? String(value) : `\u2068${value}\u2069`);
