/** Refuses private words in new names of the engine, and says which term of the trade stands for each (decision 619). */
import { basename } from "node:path";

// Hub, connectors and dashboard follow; their names are not read yet.
const COVERED = /^src\/engine\//;

/** The term to use instead of each word; where a word had several meanings, one for each. */
const TERMS: Readonly<Record<string, string>> = {
  ahead: "early, in flight or estimate",
  asked: "request, query or input",
  asking: "request, query or input",
  begun: "started or startedAt",
  beginnings: "early writes",
  carriage: "propagation",
  carried: "propagated or executed",
  carries: "propagates",
  carry: "propagate, send or execute",
  concerned: "affected",
  desk: "service",
  door: "receiver or entry point",
  express: "due snapshots",
  goods: "items or products",
  hands: "worker slots",
  heard: "received or subscribed",
  judge: "failure probes",
  keep: "save, store or reserve",
  kept: "saved, stored, cached or reserved",
  known: "existing, cached, or what it is",
  learnt: "unconfirmed",
  leaves: "outgoing or deleted",
  leaving: "outgoing or deleted",
  letin: "filter",
  look: "read-back, snapshot or query",
  looks: "read-backs, snapshots or queries",
  most: "max",
  paper: "document",
  papers: "documents",
  reach: "direct call",
  remembered: "cached",
  said: "message",
  shelf: "fake channel",
  standing: "health or status",
  surprise: "discrepancy",
  surprises: "discrepancies",
  taking: "claim ticket",
  tell: "notify, alert or record",
  told: "reported",
  trail: "call log",
  unheard: "ignored",
  untell: "clear the alert",
  upkeep: "maintenance",
  verdict: "decision or verification",
  want: "desired",
  wanted: "desired",
  wish: "request",
  words: "messages or labels",
};

const DECLARED = /\b(?:const|let|function\*?|class|interface|type|readonly)\s+([A-Za-z_$][\w$]*)/g;

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);

/** The old words among the names a file of the engine declares, its own among them, as often as they are there. */
export function oldTerms(file: string, text: string): string[] {
  if (!COVERED.test(file)) return [];
  const names = [basename(file), ...[...text.matchAll(DECLARED)].map(([, name = ""]) => name)];
  return names.flatMap(wordsOf).filter((word) => Object.hasOwn(TERMS, word));
}

/** What is wrong with the number of names that have old words: `allowed` may only fall, and a word it lacks is gone. */
export function termProblems(
  texts: readonly { readonly file: string; readonly text: string }[],
  allowed: Readonly<Record<string, number>>,
): string[] {
  const found = Map.groupBy(
    texts.flatMap(({ file, text }) => oldTerms(file, text).map((word) => ({ file, word }))),
    ({ word }) => word,
  );
  const words = new Set([...found.keys(), ...Object.keys(allowed)]);
  return [...words].flatMap((word) => {
    const [count, most] = [found.get(word)?.length ?? 0, allowed[word] ?? 0];
    if (count < most)
      return [`src/engine has ${count} names with "${word}": lower the ${most} of scripts/exceptions.ts`];
    if (count === most) return [];
    const files = [...new Set(found.get(word)?.map(({ file }) => file))].join(", ");
    const more = most === 0 ? `a name says "${word}"` : `${count} names say "${word}", and there were ${most}`;
    return [`src/engine: ${more}; the term is ${TERMS[word]} (${files})`];
  });
}
