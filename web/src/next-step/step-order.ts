/** The steps of a first hour in their order, and which one comes after another. */

const STEPS = ["links", "stock", "address", "courier", "ship", "invite", "mail"] as const;
export type Step = (typeof STEPS)[number];

/** Whether each is done; undefined: not known here. */
export type DoneSteps = Readonly<Partial<Record<Step, boolean | undefined>>>;

/** What a person has just done: a step, a channel connected, a label booked. */
export type Finished = Step | "connect" | "label";

export type NextStep = Step | "handover";

/** The first open step besides the one just done; undefined where none is known to be open. */
export function stepAfter(finished: Finished, done: DoneSteps): NextStep | undefined {
  // Later labels need no directions.
  if (finished === "label") return done.ship === false ? "handover" : undefined;
  return STEPS.find((step) => step !== finished && done[step] === false);
}
