/** The steps of a first hour in their order, and which one comes after another. */

const STEPS = ["links", "stock", "address", "courier", "ship", "invite", "mail"] as const;
export type Step = (typeof STEPS)[number];

/** Whether each is done; undefined: not known here. */
type DoneSteps = Readonly<Partial<Record<Step, boolean | undefined>>>;

export interface FinishedSteps {
  readonly done: DoneSteps;
  /** Read before something changed them: they may be done by now. */
  readonly stale: ReadonlySet<Step>;
}

/** What a person has just done: a step, a channel connected, a label booked. */
export type Finished = Step | "connect" | "label";

export type NextStep = Step | "handover";

/**
 * The first open step behind the one just done, else one left out before it; undefined where none is known to be open.
 * People go in order: a step behind is hardly done already, one before may be, so that has to be known as it is now.
 */
export function stepAfter(finished: Finished, { done, stale }: FinishedSteps): NextStep | undefined {
  // Later labels need no directions.
  if (finished === "label") return done.ship === false ? "handover" : undefined;
  const at = (STEPS as readonly string[]).indexOf(finished);
  const isOpen = (step: Step) => done[step] === false;
  const before = STEPS.slice(0, Math.max(at, 0));
  return STEPS.slice(at + 1).find(isOpen) ?? before.find((step) => isOpen(step) && !stale.has(step));
}
