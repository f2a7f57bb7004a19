/** What happened a moment ago, for pages that were being opened meanwhile. */

export const RETENTION_MS = 30_000;

interface Happened {
  readonly organization: string;
  readonly type: string;
}

export interface RecentEvents<E extends Happened> {
  note(event: E): void;
  /** Of an organization, the newest of each type of the last `agoMs`. */
  since(organization: string, agoMs: number): readonly E[];
  forgetOld(): void;
}

/** Keeps one event of each type an organization, however much happens. */
export function createRecentEvents<E extends Happened>(): RecentEvents<E> {
  const newest = new Map<string, Map<string, { readonly event: E; readonly at: number }>>();
  const isWithin = (at: number, ms: number) => performance.now() - at <= ms;
  return {
    note(event) {
      const ofOrganization = newest.get(event.organization) ?? new Map();
      newest.set(event.organization, ofOrganization.set(event.type, { event, at: performance.now() }));
    },
    since: (organization, agoMs) =>
      [...(newest.get(organization)?.values() ?? [])].flatMap(({ event, at }) => (isWithin(at, agoMs) ? [event] : [])),
    forgetOld() {
      for (const [organization, existing] of newest)
        if (![...existing.values()].some(({ at }) => isWithin(at, RETENTION_MS))) newest.delete(organization);
    },
  };
}
