/**
 * Refuses private words in new names and says which term of the trade stands for each (decisions 619 and 776). What is left
 * is counted in old-terms.json, by folder; the numbers may only fall.
 */
import { basename } from "node:path";

/** Folders that are counted each for itself, the inner ones first; files of others are not read. */
const FOLDERS = [
  "src/engine",
  "src/hub",
  "src/http",
  "src/commerce",
  "src/db",
  "src/connectors/kit",
  "src/connectors",
  "src/sandboxes",
  "web/src",
  "test",
];

/** The term to use instead of each word; where a word had several meanings, one for each. */
const TERMS: Readonly<Record<string, string>> = {
  asked: "request, requested or query",
  asking: "request or pending",
  begun: "started or startedAt",
  carriage: "propagation",
  carry: "propagate, send or execute",
  concerned: "affected",
  desk: "service, station or console",
  door: "receiver or entry point",
  goods: "items or products",
  hands: "worker slots",
  heard: "received or subscribed",
  judge: "classify or evaluate",
  kept: "saved, stored, cached, retained or reserved",
  known: "existing, cached, seen, or what it is",
  learnt: "unconfirmed",
  leaving: "outgoing or deleted",
  letin: "filter",
  look: "read-back, snapshot, query or check",
  looked: "checked",
  paper: "document or format",
  papers: "documents or formats",
  place: "location, position, scope or home",
  places: "locations, positions, scopes or homes",
  said: "text or message",
  shelf: "store or fake channel",
  standing: "health or status",
  surprise: "discrepancy",
  surprises: "discrepancies",
  told: "reported",
  trail: "call log or audit trail",
  unheard: "ignored",
  untell: "clear the alert",
  upkeep: "maintenance",
  verdict: "result, decision or verification",
  want: "desired",
  wanted: "desired or requested",
  wish: "request",
  words: "texts, messages, labels or terms",
};

/** Words with an everyday meaning elsewhere, which the engine used for something of its own. */
const ENGINE_TERMS: Readonly<Record<string, string>> = {
  ahead: "early, in flight or estimate",
  beginnings: "early writes",
  carried: "propagated or executed",
  carries: "propagates",
  express: "due snapshots",
  keep: "save, store or reserve",
  leaves: "outgoing or deleted",
  looks: "read-backs, snapshots or queries",
  most: "max",
  reach: "direct call",
  remembered: "cached",
  taking: "claim ticket",
  tell: "notify, alert or record",
};

const DECLARED = /\b(?:const|let|function\*?|class|interface|type|readonly)\s+([A-Za-z_$][\w$]*)/g;

interface Source {
  readonly file: string;
  readonly text: string;
}

/** How often a folder's names use an old word, by folder and word. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

const textsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);

const folderOf = (file: string): string | undefined => FOLDERS.find((folder) => file.startsWith(`${folder}/`));

const termFor = (folder: string, word: string): string | undefined =>
  Object.hasOwn(TERMS, word)
    ? TERMS[word]
    : folder === "src/engine" && Object.hasOwn(ENGINE_TERMS, word)
      ? ENGINE_TERMS[word]
      : undefined;

/** The old words among the names a file declares, its own among them, as often as they are there. */
export function oldTerms({ file, text }: Source): string[] {
  const folder = folderOf(file);
  if (folder === undefined) return [];
  const names = [basename(file), ...[...text.matchAll(DECLARED)].map(([, name = ""]) => name)];
  return names.flatMap(textsOf).filter((word) => termFor(folder, word) !== undefined);
}

/** Counts old words in names, folders and words in the order of the alphabet. */
export function countOldTerms(texts: readonly Source[]): Counts {
  const counts: Record<string, Record<string, number>> = {};
  for (const source of texts) {
    const found = oldTerms(source);
    if (found.length === 0) continue;
    const folder = folderOf(source.file) ?? "";
    counts[folder] ??= {};
    for (const word of found) counts[folder][word] = (counts[folder][word] ?? 0) + 1;
  }
  const sorted = <Value>(record: Record<string, Value>) =>
    Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted(Object.fromEntries(Object.entries(counts).map(([folder, texts]) => [folder, sorted(texts)])));
}

/** What is wrong with the number of names that have old words: `allowed` may only fall, and a word it lacks is gone. */
export function termProblems(texts: readonly Source[], allowed: Counts): string[] {
  const counts = countOldTerms(texts);
  return [...new Set([...Object.keys(counts), ...Object.keys(allowed)])].flatMap((folder) => {
    const [found, before] = [counts[folder] ?? {}, allowed[folder] ?? {}];
    return [...new Set([...Object.keys(found), ...Object.keys(before)])].flatMap((word) => {
      const [count, most] = [found[word] ?? 0, before[word] ?? 0];
      if (count === most) return [];
      if (count < most)
        return [`${folder} has ${count} names with "${word}", and ${most} before: node scripts/count-old-terms.ts`];
      const files = texts.filter((source) => folderOf(source.file) === folder && oldTerms(source).includes(word));
      const where = files.length > 5 ? `${files.length} files` : files.map(({ file }) => file).join(", ");
      const more = most === 0 ? `a name says "${word}"` : `${count} names say "${word}", and there were ${most}`;
      return [`${folder}: ${more}; the term is ${termFor(folder, word)} (${where})`];
    });
  });
}
