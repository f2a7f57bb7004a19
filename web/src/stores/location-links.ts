/** Links of a channel's locations to ours: what was chosen, and what follows from those left open. */

export interface LinkedLocation {
  readonly key: string;
  readonly name: string;
  readonly locationId: string | null;
}

/** Our location by the key of the channel's; null: not linked. */
export type LinkDraft = Readonly<Record<string, string | null>>;

/** The locations as they are once the draft is saved. */
export const withDraft = <Location extends LinkedLocation>(
  locations: readonly Location[],
  draft: LinkDraft,
): readonly Location[] =>
  locations.map((location) => {
    const chosen = draft[location.key];
    return chosen === undefined ? location : { ...location, locationId: chosen };
  });

/** What of a draft differs from what is saved. */
export const changedLinks = (
  locations: readonly LinkedLocation[],
  draft: LinkDraft,
): { readonly key: string; readonly locationId: string | null }[] =>
  withDraft(locations, draft).flatMap(({ key, locationId }, index) =>
    locations[index]?.locationId === locationId ? [] : [{ key, locationId }],
  );

export interface LinkGaps {
  readonly unlinked: readonly LinkedLocation[];
  /** Nothing is linked: the channel shows the whole stock. */
  readonly isAll: boolean;
  /** Ours that more than one of the channel's is linked to. */
  readonly twice: readonly string[];
}

/** What keeps the channel from showing at each of its locations what lies there. */
export function linkGaps(locations: readonly LinkedLocation[]): LinkGaps {
  const unlinked = locations.filter(({ locationId }) => locationId === null);
  const linked = locations.flatMap(({ locationId }) => locationId ?? []);
  const twice = new Set(linked.filter((id, index) => linked.indexOf(id) !== index));
  return { unlinked, isAll: linked.length === 0, twice: [...twice] };
}
