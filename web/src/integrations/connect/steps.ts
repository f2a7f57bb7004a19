/** Where somebody stands in connecting, as the address says it: left and come back to at any point. */
export const STEPS = ["credentials", "check", "choose", "plan", "go"] as const;
export type StepName = (typeof STEPS)[number];

export const STOCK = ["channel", "hub", "none"] as const;
export type StockFrom = (typeof STOCK)[number];

export interface ConnectSearch {
  /** The connection, reserved as a draft when the form was opened. */
  readonly store?: string | undefined;
  readonly step?: StepName | undefined;
  /** Why the platform did not let it be connected. */
  readonly error?: string | undefined;
  /** Ids of connections made of the same consent, with commas between. */
  readonly others?: string | undefined;
  readonly plan?: string | undefined;
  readonly stock?: StockFrom | undefined;
  /** How far back orders are brought: days, "all", or "none". */
  readonly orders?: string | undefined;
  /** Runs under way: what applies the plan, what brings the orders. */
  readonly apply?: string | undefined;
  readonly history?: string | undefined;
  /** Form values an install begun on the platform's side brings along. */
  readonly [value: string]: string | undefined;
}

/** Everything is text; what is no step is the first one. */
export function connectSearch(raw: Record<string, unknown>): ConnectSearch {
  // What is left out would stay as it came.
  const search = Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, typeof value === "string" ? value : undefined]),
  );
  const step = STEPS.find((one) => one === search["step"]);
  const stock = STOCK.find((one) => one === search["stock"]);
  return { ...search, step, stock };
}
