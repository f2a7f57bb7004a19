/**
 * A second copy of what the hub does not have yet, in localStorage. Chromium that needs room deletes a site's IndexedDB,
 * caches and workers and leaves localStorage (its quota manager does not count it); other browsers delete both.
 */

import type { Outgoing } from "./outgoing.ts";
import { packed, unpacked } from "./packed.ts";

/** What of the register's facts is copied; the others come from the hub again. */
export type CopiedFact = "basket" | "session" | "parked" | "run";

export interface SecondCopy {
  keep(what: Outgoing): void;
  drop(ids: readonly string[]): void;
  /** In the order they were done. */
  entries(): readonly Outgoing[];
  keepFact(name: CopiedFact, value: unknown): void;
  fact<T>(name: CopiedFact): T | undefined;
}

let last = 0;
/** Rises within a page and from one page to the next. */
const order = (): number => {
  last = Math.max(last + 1, Date.now());
  return last;
};

/** The copy of the database of this name. Where localStorage has no room either, there is none. */
export function secondCopy(name: string): SecondCopy {
  const entryKey = (id: string) => `${name}.entry.${id}`;
  const factKey = (fact: CopiedFact) => `${name}.fact.${fact}`;
  return {
    keep: (what) => write(entryKey(what.id), { order: order(), what }),
    drop: (ids) => {
      for (const id of ids) localStorage.removeItem(entryKey(id));
    },
    entries: () =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(entryKey("")))
        .flatMap((key) => read<{ readonly order: number; readonly what: Outgoing }>(key) ?? [])
        .sort((one, other) => one.order - other.order)
        .map(({ what }) => what),
    keepFact: (fact, value) => write(factKey(fact), { value }),
    fact: <T>(fact: CopiedFact) => read<{ readonly value: T }>(factKey(fact))?.value,
  };
}

function write(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(packed(value)));
  } catch (error) {
    // Full: an older state must not come back for this one.
    if (!(error instanceof DOMException)) throw error;
    localStorage.removeItem(key);
  }
}

function read<T>(key: string): T | undefined {
  const stored = localStorage.getItem(key);
  return stored === null ? undefined : unpacked<T>(JSON.parse(stored));
}
