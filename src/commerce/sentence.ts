/** What the hub says: English as it stands, and a code with what fills its gaps, for whoever says it in another language. */

import { screenSentences } from "./sentences/index.ts";
import { mailSentences } from "./sentences/mails.ts";

/**
 * Every sentence by its code. `{{gap}}` is filled; `$t(code)` is another sentence, a status for instance. A gap named
 * `count` chooses between one and other; a gap whose name ends in `At` is a moment.
 */
export const sentences = { ...screenSentences, ...mailSentences } as const;

type Sentences = typeof sentences;
export type SentenceCode = keyof Sentences;

// "{{secret.API_KEY}}" is a platform's own way of writing.
type Names<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? (Name extends `${string}.${string}` ? never : Name) | Names<Rest>
  : never;
type GapOf<Code extends SentenceCode> = Names<Sentences[Code] extends { other: infer Other } ? Other : Sentences[Code]>;
type Gaps<Code extends SentenceCode> = {
  readonly [Name in GapOf<Code>]: Name extends "count" ? number : string | number;
};
type Filling<Code extends SentenceCode> = [GapOf<Code>] extends [never] ? [] : [gaps: Gaps<Code>];

/** A sentence of a connector: its provider and the code it has there. */
export type ConnectorCode = `${string}:${string}`;

/** A sentence without its English. */
export interface Said {
  readonly code: SentenceCode | ConnectorCode;
  readonly gaps: Readonly<Record<string, string | number>>;
}

export interface Sentence extends Said {
  readonly text: string;
}

/** What fills the gaps of a text: the type of its parameter, none where it has no gap. */
export type FillingOf<Text> = [Names<Text>] extends [never]
  ? []
  : [gaps: { readonly [Name in Names<Text>]: Name extends "count" ? number : string | number }];

/** One of the hub's sentences. */
export function say<Code extends SentenceCode>(code: Code, ...filling: Filling<Code>): Sentence {
  const gaps: Sentence["gaps"] = filling[0] ?? {};
  return { code, gaps, text: fill(code, gaps) };
}

/** A sentence that is known by its code, with its English. */
export const withEnglish = ({ code, gaps }: Said): Sentence => ({
  code,
  gaps,
  text: isCode(code) ? fill(code, gaps) : "",
});

function fill(code: SentenceCode, gaps: Sentence["gaps"]): string {
  const entry: string | { readonly one: string; readonly other: string } = sentences[code];
  const template = typeof entry === "string" ? entry : gaps["count"] === 1 ? entry.one : entry.other;
  return filled(template, gaps);
}

/** A text with its gaps filled, in English. */
export function filled(template: string, gaps: Sentence["gaps"]): string {
  // Words first: what fills a gap is never read as a template.
  return template.replace(/\$t\((\w+)\.\{\{(\w+)\}\}\)|\{\{(\w+)\}\}/g, (_, group, word, name) =>
    name === undefined ? wordOf(group, String(gaps[word])) : gapText(name, gaps[name]),
  );
}

/** A status the table lacks is said as it is written. */
function wordOf(group: string, word: string): string {
  const code = `${group}.${word}`;
  return isCode(code) ? fill(code, {}) : word.replaceAll("_", " ");
}

function isCode(code: string): code is SentenceCode {
  return Object.hasOwn(sentences, code);
}

function gapText(name: string, value: string | number | undefined): string {
  const text = String(value ?? "");
  return name.endsWith("At") ? `${text.slice(0, 16).replace("T", " ")} UTC` : text;
}

/** A sentence of the hub, words of somebody else (a platform, a person) that stay as they are, or some of both. */
export type Told = string | Sentence | readonly (string | Sentence)[];

/** What was told, part by part. */
export const partsOf = (told: Told): readonly (string | Sentence)[] =>
  typeof told === "string" || "code" in told ? [told] : told;

/** What was told, in English. */
export function textOf(told: Told): string {
  return partsOf(told)
    .map((part) => (typeof part === "string" ? part : part.text))
    .filter((text) => text !== "")
    .join(" ");
}

/**
 * A part of what was told, as it is kept beside the English: a code, or somebody else's words. A connector's code comes with
 * its English, for those who do not have the connector's words.
 */
export interface SaidPart {
  readonly code?: string;
  readonly gaps?: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

/** What was told as it is kept: the English, and beside it what it is made of. */
export interface KeptText {
  readonly text: string;
  readonly said: readonly SaidPart[] | null;
}

export const keptOf = (told: Told): KeptText => ({ text: textOf(told), said: saidOf(told) });

/** What was kept, to be told again. */
export function toldOf({ text, said }: KeptText): Told {
  if (said === null) return text;
  return said.map(({ code, gaps = {}, text: own }) =>
    // Kept codes are those of sentences, a connector's with its English.
    code === undefined
      ? (own ?? "")
      : { code: code as Sentence["code"], gaps, text: own ?? (isCode(code) ? fill(code, gaps) : "") },
  );
}

/**
 * The same as an answer holds it until it is sent: whatever stands as `text` beside `textTold`, under any name, goes out in
 * the reader's language (src/http/told-answer.ts).
 */
export const answeredAs = (told: Told) => ({ text: textOf(told), textTold: saidOf(told) });

/** What it is made of; null where nothing of it is the hub's. */
export function saidOf(told: Told): SaidPart[] | null {
  const parts = partsOf(told).flatMap((part): readonly SaidPart[] => {
    if (typeof part === "string") return part === "" ? [] : [{ text: part }];
    const said = Object.keys(part.gaps).length === 0 ? { code: part.code } : { code: part.code, gaps: part.gaps };
    // Words of a connector's are known to it alone: whoever has them not shows the English.
    return [part.code.includes(":") ? { ...said, text: part.text } : said];
  });
  return parts.some(({ code }) => code !== undefined) ? parts : null;
}
