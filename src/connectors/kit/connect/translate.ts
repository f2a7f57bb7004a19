/**
 * What a connector says, in the language of who reads it. Its English stands in descriptor and code, and is what is stored;
 * the connector's folder holds a table from that English to another language, read whenever something is answered.
 */
import { gapShape, hasGaps } from "../../../commerce/gap-shape.ts";
import { recognised, type SaidPart } from "../../../commerce/recognise.ts";
import type { KeptText } from "../../../commerce/sentence.ts";
import { speaker } from "../../../commerce/spoken.ts";
import { folderOf } from "../contract/another-name.ts";
import type { Connector, ConnectorMeta, Field, Language, Words } from "../contract/contract.ts";
import type { Files } from "../contract/files.ts";

/**
 * A sentence of the connector's, or of the kit it is built with; the English where neither has words for it (what a
 * platform said, for instance).
 */
export function textIn({ words }: Pick<Connector, "words">, language: Language, english: string): string {
  const table = words?.[language];
  if (table === undefined) return english;
  const own = Object.hasOwn(table, english) ? table[english] : filled(table, english);
  return own ?? ofKit(language, english);
}

/** What was told, as it is kept, in the language: sentences by their codes, others' words between them as they are. */
export function saidIn(
  connector: Pick<Connector, "meta" | "folder" | "words" | "sentences">,
  language: Language,
  { text, said }: KeptText,
): string {
  if (language === "en") return text;
  if (said === null) return textIn(connector, language, text);
  const { parts } = speaker(language, "UTC");
  const told = said.map((part) => {
    const own = partIn(connector, language, part);
    // A sentence in the reader's language runs with those beside it; only what stands as it was told is set apart.
    return own.text !== undefined && own.text !== part.text ? own.text : parts([own], "");
  });
  return told.includes("") ? text : told.join(" ");
}

/** A part of what was told: a connector's own code in the language, and what stands there as text alone. */
export function partIn(
  connector: Pick<Connector, "meta" | "folder" | "words" | "sentences">,
  language: Language,
  part: SaidPart,
): SaidPart {
  if (part.text === undefined) return part;
  const [provider, code = ""] = part.code?.split(":") ?? [];
  const english = provider === folderOf(connector) ? connector.sentences?.[code] : undefined;
  const table = connector.words?.[language];
  const said = english === undefined ? undefined : table?.[english];
  if (table === undefined || said === undefined) return { ...part, text: textIn(connector, language, part.text) };
  return { ...part, text: inGaps(said, part.gaps ?? {}, table) };
}

/** The kit's sentences are the hub's own, by code; none of them tells a moment. */
function ofKit(language: Language, english: string): string {
  const said = recognised(english);
  return said === null ? english : speaker(language, "UTC").parts(said, english);
}

/** The descriptor with all a seller reads of it worded. */
export function metaIn(connector: Pick<Connector, "meta" | "words">, language: Language): ConnectorMeta {
  const { meta } = connector;
  if (connector.words?.[language] === undefined) return meta;
  const text = (english: string) => textIn(connector, language, english);
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

/** All sentences of a descriptor that a seller reads; names and examples of what is typed stay as they are. */
export function sentencesOf({ setupFormFields, setupSteps, topics, ...meta }: ConnectorMeta): readonly string[] {
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
export const sentencesOfFiles = ({ imports, stock }: Files): readonly string[] =>
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

interface Template {
  readonly shape: RegExp;
  readonly said: string;
}

const templates = new WeakMap<Words, readonly Template[]>();

/** A sentence with gaps, filled: each gap's value stands in the other language's gap of the same name. */
function filled(table: Words, english: string): string | null {
  const known = templates.get(table) ?? templatesOf(table);
  templates.set(table, known);
  for (const { shape, said } of known) {
    const found = shape.exec(english);
    if (!found) continue;
    return inGaps(said, found.groups ?? {}, table);
  }
  return null;
}

/** What fills a gap may be a word of the table itself. */
function inGaps(said: string, gaps: NonNullable<SaidPart["gaps"]>, table: Words): string {
  return said.replace(/\{\{(\w+)\}\}/g, (_, gap: string) => {
    const value = String(gaps[gap] ?? "");
    return apart(Object.hasOwn(table, value) ? (table[value] ?? value) : value);
  });
}

/** The longest first: what fills a gap may itself hold words of a shorter sentence. */
function templatesOf(table: Words): readonly Template[] {
  return Object.entries(table)
    .filter(([english]) => hasGaps(english))
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([english, said]) => ({ said, shape: new RegExp(`^${gapShape(english)}$`, "su") }));
}

/** Between marks that keep a value's direction to itself. */
const apart = (value: string): string => `\u2068${value}\u2069`;
