/**
 * Records a sweep met and could not read, where the engine asks for none by its key: the cursor keeps the keys, and each
 * run asks for some of them again, in turn, until every one is read or no longer there.
 */
import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import { ConnectorError } from "../contract/errors.ts";
import { type Outcome, outcomeOf } from "./read-each.ts";

/** So many are asked for in a run: each is a call. */
const ASKED_A_RUN = 10;
/** More than so many are no matter of single records. */
const MOST_KEPT = 500;

/** How a cursor holds them. */
export const unreadSchema = z.array(z.string());

export interface AskedAgain<T> {
  readonly items: readonly T[];
  /** The platform knows none of these any more. */
  readonly gone: readonly string[];
  /** Those still to be read: what failed just now comes last. */
  readonly unread: readonly string[];
}

/** Asks for the first of them. */
export async function askAgain<T>(
  unread: readonly string[],
  get: (key: string) => Promise<T | null>,
): Promise<AskedAgain<T>> {
  const asked = unread.slice(0, ASKED_A_RUN);
  const outcomes: (readonly [string, Outcome<string, T>])[] = [];
  for (const key of asked) outcomes.push([key, await outcomeOf(key, get)]);
  const failed = outcomes.flatMap(([key, outcome]) => (outcome.isRead ? [] : [key]));
  return {
    items: outcomes.flatMap(([, outcome]) => (outcome.isRead && outcome.item !== null ? [outcome.item] : [])),
    gone: outcomes.flatMap(([key, outcome]) => (outcome.isRead && outcome.item === null ? [key] : [])),
    unread: [...unread.slice(ASKED_A_RUN), ...failed],
  };
}

/** With some more; throws, so that the cursor stays where it is, when they are too many to be single records. */
export function withUnread(unread: readonly string[], keys: readonly string[]): string[] {
  const all = [...new Set([...unread, ...keys])];
  if (all.length <= MOST_KEPT) return all;
  const what = { what: "records", path: "records", problem: "cannot be read" };
  throw new ConnectorError(
    { kind: "drift", path: what.path, problem: what.problem },
    message("platform.changed", what),
  );
}
