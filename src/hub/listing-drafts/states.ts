/** Where a draft stands. `sending`: it goes at its time. `waiting`: the channel has it and answers later. */
export const DRAFT_STATES = ["draft", "sending", "waiting", "listed", "refused"] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

/** A draft that is not on its way: a person writes in it. */
export const isOpen = ({ state }: { readonly state: DraftState }): boolean => state === "draft" || state === "refused";
