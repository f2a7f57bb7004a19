/**
 * Plausible bugs, planted one at a time into a sound connector through the contract: `npm run mutants -- <connector>` shows
 * which of them the conformance suite notices. A bug that nothing notices would reach a seller.
 */
import { type BenchOptions, FOR_EVER_MS } from "../bench.ts";
import type { Case } from "../case.ts";
import { isLacking } from "../golden.ts";
import { accessMutants } from "./access.ts";
import { commandMutants } from "./commands.ts";
import { decorationMutants } from "./decoration.ts";
import { giftCardMutants } from "./gift-cards.ts";
import { moneyMutants } from "./money.ts";
import type { Mutant } from "./mutant.ts";
import { orderMutants } from "./orders.ts";
import { productMutants } from "./products.ts";
import { refundMutants } from "./refunds.ts";
import { stockMutants } from "./stock.ts";
import { sweepMutants } from "./sweeps.ts";
import { webhookMutants } from "./webhooks.ts";
import { writeMutants } from "./writes.ts";

export type MutantState =
  /** A case failed. */
  | "caught"
  /** The bug changed something, and every case passed. */
  | "survived"
  /** It survived, and the connector declares, with a reason, that its platform has no such field. */
  | "lacking"
  /** The bug had nothing to change: the connector has no such thing, or the suite never comes by. */
  | "untouched";

export interface MutantResult {
  readonly name: string;
  readonly state: MutantState;
  /** The case that noticed. */
  readonly by?: string | undefined;
  /** Of a survivor: why it may. */
  readonly reason?: string | undefined;
}

export const MUTANTS: readonly Mutant[] = [
  ...orderMutants,
  ...decorationMutants,
  ...sweepMutants,
  ...productMutants,
  ...writeMutants,
  ...stockMutants,
  ...commandMutants,
  ...refundMutants,
  ...moneyMutants,
  ...giftCardMutants,
  ...webhookMutants,
  ...accessMutants,
];

/** Longer than any case takes: a bug that hangs is noticed too. */
const PATIENCE_MS = 30_000;

export interface Hunt {
  readonly cases: readonly Case[];
  readonly options: BenchOptions;
  /** Mutant -> why this connector may not notice it. */
  readonly survivors?: Readonly<Record<string, string>> | undefined;
  run(one: Case, options: BenchOptions): Promise<void>;
}

/**
 * Plants mutants and runs the cases until one fails. A case that fails without any bug, or has nothing to look at, tells
 * nothing about one: the suite itself reports it.
 */
export function hunter({ cases, options, run, survivors = {} }: Hunt): (mutant: Mutant) => Promise<MutantResult> {
  const sound = new Map<Case, Promise<boolean>>();
  const passes = (one: Case): Promise<boolean> => {
    const cached = sound.get(one) ?? fails(() => run(one, options)).then((failed) => !failed);
    sound.set(one, cached);
    return cached;
  };
  return async (mutant) => {
    const { name, fields } = mutant;
    let touched = false;
    const connector = mutant.plant(options.connector, () => {
      touched = true;
    });
    const [meant, others] = casesFor(mutant, cases);
    let checked = false;
    for (const [index, one] of [...meant, ...others].entries()) {
      // What changes nothing in the cases made for it has nothing to change.
      if (!touched && checked && index >= meant.length) break;
      const isNoticed = () => fails(() => run(one, { ...options, connector }));
      if ((await sound.get(one)) === false) continue;
      const failed = await isNoticed();
      if (failed && !(await passes(one))) continue;
      if (index < meant.length) checked = true;
      if (!failed) continue;
      // A machine at its limit lets a sound case end too late now and then; twice it does not.
      if (!touched && !(await isNoticed())) continue;
      if (touched) return { name, state: "caught", by: one.name };
      throw new Error(`"${name}" failed "${one.name}" without having changed anything`);
    }
    if (!touched) return { name, state: "untouched" };
    if (fields?.some((field) => isLacking(options, field))) return { name, state: "lacking" };
    return { name, state: "survived", reason: survivors[name] ?? mutant.harmless };
  };
}

/** By the first word of a mutant's name: beginnings of the names of all cases that could notice it. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  order: ["orders:", "commands:", "webhooks:", "sweeps:", "calls:", "queue:", "files:", "transport:"],
  sweep: ["orders:", "products:", "sweeps:", "calls:"],
  product: ["products:", "stock:", "prices:", "sweeps:", "webhooks:", "calls:", "transport:"],
  put: ["products:", "calls:"],
  prices: ["prices:", "products:", "calls:"],
  stock: ["stock:", "calls:", "products:"],
  command: ["commands:", "orders:", "calls:"],
  "gift card": ["gift cards:"],
  customer: ["customers:"],
  webhook: ["webhooks:", "subscriptions:", "queue:"],
};

/** Cases of chance and of bulk, which take longest and look at one thing alone. */
const HEAVY = ["webhooks: any bytes", "webhooks: a changed payload", "stock: a thousand"];

/** The cases made for this bug, in the order the mutant names them, and all others that could notice it. */
function casesFor({ name: mutant, likely }: Mutant, cases: readonly Case[]): [Case[], Case[]] {
  const areas = AREAS[mutant.split(":")[0] ?? ""];
  const starts = ({ name }: Case, earlyWrites: readonly string[]) =>
    earlyWrites.some((start) => name.startsWith(start));
  const meant = likely.flatMap((start) => cases.filter(({ name }) => name.startsWith(start)));
  const others = cases.filter((one) => (!areas || starts(one, areas)) && !starts(one, HEAVY));
  return [[...new Set(meant)], others.filter((one) => !meant.includes(one))];
}

async function fails(work: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("it never ended")), Math.min(PATIENCE_MS, FOR_EVER_MS));
  });
  try {
    await Promise.race([work(), tooLong]);
    return false;
  } catch {
    return true;
  } finally {
    clearTimeout(timer);
  }
}
