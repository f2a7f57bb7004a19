/** What the hub says: English as it stands, and a code with its parameters, for whoever says it in another language. */

import { screenMessages } from "./messages/index.ts";
import { mailMessages } from "./messages/mails.ts";

/**
 * Every message by its code. `{{name}}` is filled; `$t(code)` is another message, a status for instance. A placeholder named
 * `count` chooses between one and other; a placeholder whose name ends in `At` is a moment.
 */
export const messages = { ...screenMessages, ...mailMessages } as const;

type Messages = typeof messages;
export type MessageCode = keyof Messages;

// "{{secret.API_KEY}}" is a platform's own way of writing.
type Names<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? (Name extends `${string}.${string}` ? never : Name) | Names<Rest>
  : never;
type ParamOf<Code extends MessageCode> = Names<Messages[Code] extends { other: infer Other } ? Other : Messages[Code]>;
type MessageParams<Code extends MessageCode> = {
  readonly [Name in ParamOf<Code>]: Name extends "count" ? number : string | number;
};
type MessageArgs<Code extends MessageCode> = [ParamOf<Code>] extends [never] ? [] : [gaps: MessageParams<Code>];

/** A message of a connector: its provider and the code it has there. */
export type ConnectorCode = `${string}:${string}`;

/** A message without its English. */
export interface MessageRef {
  readonly code: MessageCode | ConnectorCode;
  readonly gaps: Readonly<Record<string, string | number>>;
}

export interface Message extends MessageRef {
  readonly text: string;
}

/** The parameters of a text: the type of an argument, none where it has no placeholder. */
export type TextArgs<Text> = [Names<Text>] extends [never]
  ? []
  : [gaps: { readonly [Name in Names<Text>]: Name extends "count" ? number : string | number }];

/** One of the hub's messages. */
export function message<Code extends MessageCode>(code: Code, ...args: MessageArgs<Code>): Message {
  const params: Message["gaps"] = args[0] ?? {};
  return { code, gaps: params, text: render(code, params) };
}

/** A message that is known by its code, with its English. */
export const withEnglish = ({ code, gaps: params }: MessageRef): Message => ({
  code,
  gaps: params,
  text: isCode(code) ? render(code, params) : "",
});

function render(code: MessageCode, params: Message["gaps"]): string {
  const entry: string | { readonly one: string; readonly other: string } = messages[code];
  const template = typeof entry === "string" ? entry : params["count"] === 1 ? entry.one : entry.other;
  return interpolate(template, params);
}

/** A text with its placeholders filled, in English. */
export function interpolate(template: string, params: Message["gaps"]): string {
  // Words first: what fills a placeholder is never read as a template.
  return template.replace(/\$t\((\w+)\.\{\{(\w+)\}\}\)|\{\{(\w+)\}\}/g, (_, group, word, name) =>
    name === undefined ? wordOf(group, String(params[word])) : paramText(name, params[name]),
  );
}

/** A status the table lacks is said as it is written. */
function wordOf(group: string, word: string): string {
  const code = `${group}.${word}`;
  return isCode(code) ? render(code, {}) : word.replaceAll("_", " ");
}

function isCode(code: string): code is MessageCode {
  return Object.hasOwn(messages, code);
}

function paramText(name: string, value: string | number | undefined): string {
  const text = String(value ?? "");
  return name.endsWith("At") ? `${text.slice(0, 16).replace("T", " ")} UTC` : text;
}

/** A message of the hub, words of somebody else (a platform, a person) that stay as they are, or some of both. */
export type HubText = string | Message | readonly (string | Message)[];

/** A text, part by part. */
export const textParts = (text: HubText): readonly (string | Message)[] =>
  typeof text === "string" || "code" in text ? [text] : text;

/** A text, in English. */
export function textOf(text: HubText): string {
  return textParts(text)
    .map((part) => (typeof part === "string" ? part : part.text))
    .filter((text) => text !== "")
    .join(" ");
}

/**
 * A part of a text, as it is stored beside the English: a code, or somebody else's words. A connector's code comes with
 * its English, for those who do not have the connector's words.
 */
export interface MessagePart {
  readonly code?: string;
  readonly gaps?: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

/** A text as it is stored: the English, and beside it what it is made of. */
export interface StoredText {
  readonly text: string;
  readonly said: readonly MessagePart[] | null;
}

export const toStoredText = (text: HubText): StoredText => ({ text: textOf(text), said: messageParts(text) });

/** A stored text, as it was before. */
export function fromStoredText({ text, said }: StoredText): HubText {
  if (said === null) return text;
  return said.map(({ code, gaps: params = {}, text: own }) =>
    // Kept codes are those of messages, a connector's with its English.
    code === undefined
      ? (own ?? "")
      : { code: code as Message["code"], gaps: params, text: own ?? (isCode(code) ? render(code, params) : "") },
  );
}

/**
 * The same as an answer holds it until it is sent: whatever stands as `text` beside `textTold`, under any name, goes out in
 * the reader's language (src/http/translate-answer.ts).
 */
export const answerFields = (text: HubText) => ({ text: textOf(text), textTold: messageParts(text) });

/** What it is made of; null where nothing of it is the hub's. */
export function messageParts(text: HubText): MessagePart[] | null {
  const parts = textParts(text).flatMap((part): readonly MessagePart[] => {
    if (typeof part === "string") return part === "" ? [] : [{ text: part }];
    const text = Object.keys(part.gaps).length === 0 ? { code: part.code } : { code: part.code, gaps: part.gaps };
    // Words of a connector's are known to it alone: whoever has them not shows the English.
    return [part.code.includes(":") ? { ...text, text: part.text } : text];
  });
  return parts.some(({ code }) => code !== undefined) ? parts : null;
}
