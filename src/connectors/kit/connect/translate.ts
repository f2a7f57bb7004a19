/**
 * What a connector says, in the language of who reads it. A message is kept with its code (`HubText`), and said by it. The
 * words of a descriptor have none: they are never stored, and stand whole in the table of the connector's folder.
 */
import type { MessagePart, StoredText } from "../../../commerce/message.ts";
import { translatorFor } from "../../../commerce/translator.ts";
import { folderOf } from "../contract/another-name.ts";
import type { Connector, ConnectorMessages, ConnectorMeta, Field, Language } from "../contract/contract.ts";
import type { Files } from "../contract/files.ts";

/** A label of the connector's descriptor or files; the English where there are no words for it. */
export function translateLabel({ words }: Pick<Connector, "words">, language: Language, english: string): string {
  const table = words?.[language];
  return table !== undefined && Object.hasOwn(table, english) ? (table[english] ?? english) : english;
}

/**
 * A stored text in the language: messages by their codes, others' words between them as they are. Without
 * codes it is somebody else's, or was kept before there were any: as it stands.
 */
export function translateText(
  connector: Pick<Connector, "meta" | "folder" | "words" | "messages">,
  language: Language,
  { text, said }: StoredText,
): string {
  return translateParts((part) => translatePart(connector, language, part), language, { text, said });
}

/** The same of messages of several connectors: `inLanguage` says a connector's own part. */
export function translateParts(
  inLanguage: (part: MessagePart) => MessagePart,
  language: Language,
  { text, said }: StoredText,
): string {
  if (language === "en" || said === null) return text;
  const { parts } = translatorFor(language, "UTC");
  const reported = said.map((part) => {
    const own = inLanguage(part);
    // A message in the reader's language runs with those beside it; only what stands as it was told is set apart.
    return own.text !== undefined && own.text !== part.text ? own.text : parts([own], "");
  });
  return reported.includes("") ? text : reported.join(" ");
}

/** A part of what was told: a connector's own code in the language, and what stands there as text alone. */
export function translatePart(
  connector: Pick<Connector, "meta" | "folder" | "words" | "messages">,
  language: Language,
  part: MessagePart,
): MessagePart {
  if (part.text === undefined) return part;
  const [provider, code = ""] = part.code?.split(":") ?? [];
  const english = provider === folderOf(connector) ? connector.messages?.[code] : undefined;
  const table = connector.words?.[language];
  const text = english === undefined ? undefined : table?.[english];
  return table === undefined || text === undefined
    ? part
    : { ...part, text: interpolate(text, part.gaps ?? {}, table) };
}

/** The descriptor with all a seller reads of it worded. */
export function translateMeta(connector: Pick<Connector, "meta" | "words">, language: Language): ConnectorMeta {
  const { meta } = connector;
  if (connector.words?.[language] === undefined) return meta;
  const text = (english: string) => translateLabel(connector, language, english);
  const { settingsFields, scopes, orderHistory, notes, facts } = meta;
  return {
    ...meta,
    name: text(meta.name),
    setupFormFields: meta.setupFormFields.map((field) => fieldIn(field, text)),
    setupSteps: meta.setupSteps.map((step) => ({ title: text(step.title), text: text(step.text) })),
    topics: meta.topics.map((topic) => ({ ...topic, label: text(topic.label) })),
    ...(settingsFields && { settingsFields: settingsFields.map((field) => fieldIn(field, text)) }),
    ...(scopes && { scopes: scopes.map((scope) => ({ ...scope, enables: text(scope.enables) })) }),
    orderHistory: { ...orderHistory, ...(orderHistory.note !== undefined && { note: text(orderHistory.note) }) },
    ...(notes && { notes: notes.map(text) }),
    ...(facts && { facts: Object.fromEntries(Object.entries(facts).map(([key, label]) => [key, text(label)])) }),
  };
}

/** All messages of a descriptor that a seller reads; names and examples of what is typed stay as they are. */
export function labelsOfMeta({ setupFormFields, setupSteps, topics, ...meta }: ConnectorMeta): readonly string[] {
  const fields = [...setupFormFields, ...(meta.settingsFields ?? [])];
  return [
    ...fields.flatMap(({ label, help, patternHint, options = [] }) => [
      label,
      help,
      patternHint,
      ...options.map((option) => option.label),
    ]),
    ...setupSteps.flatMap(({ title, text }) => [title, text]),
    ...topics.map(({ label }) => label),
    ...(meta.scopes ?? []).map(({ enables }) => enables),
    meta.orderHistory.note,
    ...(meta.notes ?? []),
    ...Object.values(meta.facts ?? {}),
  ].filter((text) => text !== undefined);
}

/** The same of the files a connection takes and gives. */
export const labelsOfFiles = ({ imports, stock }: Files): readonly string[] =>
  [...imports, ...(stock ? [stock] : [])].flatMap(({ label, help }) => [label, help]);

function fieldIn(field: Field, text: (english: string) => string): Field {
  const { help, patternHint, options } = field;
  return {
    ...field,
    label: text(field.label),
    ...(help !== undefined && { help: text(help) }),
    ...(patternHint !== undefined && { patternHint: text(patternHint) }),
    ...(options && { options: options.map(({ value, label }) => ({ value, label: text(label) })) }),
  };
}

/** What fills a placeholder may be a word of the table itself. */
function interpolate(text: string, params: NonNullable<MessagePart["gaps"]>, table: ConnectorMessages): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, gap: string) => {
    const value = String(params[gap] ?? "");
    return apart(Object.hasOwn(table, value) ? (table[value] ?? value) : value);
  });
}

/** Between marks that keep a value's direction to itself. */
const apart = (value: string): string => `\u2068${value}\u2069`;
