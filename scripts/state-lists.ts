import { CONNECTION_STATES } from "../src/commerce/connection-states.ts";

const STATES: ReadonlySet<string> = new Set(CONNECTION_STATES);
/** The one place that says which states of a connection allow what, and its test. */
const TABLE = /^src\/commerce\/connection-states(?:\.test)?\.ts$/;
/** Migrations are what they were when they ran; tests say what they expect in words of their own. */
const ELSEWHERE = /\.test\.tsx?$|^scripts\/|^src\/connectors\//;
const LIST = /(['"])[a-z_]+\1(?:\s*(?:,|\|\|?)\s*(['"])[a-z_]+\2)+/g;

/** Lists of states of a connection typed by hand, each with its line. */
export function listedStates(file: string, text: string): string[] {
  if (TABLE.test(file) || ELSEWHERE.test(file)) return [];
  return [...text.matchAll(LIST)].flatMap(({ 0: list, index }) => {
    const states = new Set(list.match(/[a-z_]+/g));
    const isOfConnections = states.has("needs_reauth") || (states.has("active") && states.has("error"));
    if (!isOfConnections || ![...states].every((state) => STATES.has(state))) return [];
    const line = text.slice(0, index).split("\n").length;
    return [`${file}:${line} lists states of a connection (${list}): ask src/commerce/connection-states.ts`];
  });
}
