/**
 * The contract tests of every connector, run against its sandbox. A connector's `<id>.test.ts` calls
 * `describeConformance`; what its ports do not have is counted as unsupported, what is left out needs a reason.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Connector } from "../contract/contract.ts";
import type { StartSandbox } from "../sandbox/sandbox.ts";
import type { MakeSpecValidator } from "../testing/specs.ts";
import { createSpecCounter, specsDir } from "../testing/specs.ts";
import { ABSENCE_PHRASES } from "./absence-phrases.ts";
import { afterBookingCases } from "./after-booking.ts";
import { authCases } from "./auth.ts";
import type { BenchOptions, BestCalls, CommandCalls, Golden, IdleCalls, Sizes } from "./bench.ts";
import { openBench, Unsupported } from "./bench.ts";
import { bookedRefundCases } from "./booked-refunds.ts";
import { callCases } from "./calls.ts";
import type { Case } from "./case.ts";
import { categoryCases } from "./categories.ts";
import { commandCases } from "./commands.ts";
import { conversationCases } from "./conversations.ts";
import { decorationCases } from "./decoration.ts";
import { descriptorCases } from "./descriptor.ts";
import { documentCases } from "./documents.ts";
import { figureCases } from "./figures.ts";
import { fileCases } from "./files.ts";
import { goldenOrderCases, lackedBy } from "./golden.ts";
import { goldenCommandCases } from "./golden-commands.ts";
import { goldenMoneyCases } from "./golden-money.ts";
import { goldenProductCases } from "./golden-products.ts";
import { holdCases } from "./holds.ts";
import { idleCases } from "./idle.ts";
import { lateCases } from "./late.ts";
import { leftLocationCases } from "./left-locations.ts";
import { lineLocationCases } from "./line-locations.ts";
import { listingCases } from "./listings.ts";
import { hunter, MUTANTS, type MutantResult } from "./mutants/mutants.ts";
import { orderCases } from "./orders.ts";
import { owedCases } from "./owed.ts";
import { ownOrderCases } from "./own-orders.ts";
import { priceBatchCases } from "./price-batches.ts";
import { priceScopeCases } from "./price-scopes.ts";
import { productCases } from "./products.ts";
import { promotionCases } from "./promotions.ts";
import { queueCases } from "./queue.ts";
import { type Results, recorded } from "./record.ts";
import { refundCases } from "./refunds.ts";
import { returnCases } from "./returns.ts";
import { saleCases } from "./sale.ts";
import { sameNumberCases } from "./same-number.ts";
import { setRefundCases } from "./set-refunds.ts";
import { setCases } from "./sets.ts";
import { sharedStockCases } from "./shared-stock.ts";
import { startedCases } from "./started.ts";
import { stockCases } from "./stock.ts";
import { sweepCases } from "./sweeps.ts";
import { transportCases } from "./transport.ts";
import { undeliveredCases } from "./undelivered.ts";
import { unreadCases } from "./unread.ts";
import { webhookCases } from "./webhooks.ts";
import { moreWebhookCases } from "./webhooks-more.ts";
import { zoneCases } from "./zones.ts";

export interface ConformanceOptions {
  readonly connector: Connector;
  readonly startSandbox: StartSandbox;
  /**
   * Of a second suite for the same connector, with a sandbox that keeps its goods another way: which. Tables show the first
   * suite, and planted bugs are looked for by it.
   */
  readonly variant?: string | undefined;
  /** Requirements the whole suite proves of this connector, see docs/requirements.md. */
  readonly proves?: readonly string[] | undefined;
  /** Case name -> why this connector cannot pass the test. */
  readonly skips?: Readonly<Record<string, string>> | undefined;
  /** Name of a planted bug (conformance-mutants) -> why the suite need not notice it in this connector. */
  readonly survivors?: Readonly<Record<string, string>> | undefined;
  /** Default 230 products, 130 orders. */
  readonly sizes?: Partial<Sizes> | undefined;
  /** The fewest calls the platform allows; needed with a stock port. */
  readonly best?: BestCalls | undefined;
  /** The most calls each command may take; the suite prints what they take now. */
  readonly calls?: CommandCalls | undefined;
  /** Calls of an idle hour, where they are more than the suite allows by itself, and why. */
  readonly idle?: IdleCalls | undefined;
  /** The golden order as the sandbox has it, and what the platform lacks; needed with an orders port. */
  readonly golden?: Golden | undefined;
  /** Further options for every connection of the suite (form values, app secrets, settings). */
  readonly connection?: BenchOptions["connectionOptions"];
  /** Validates every exchange against the official description when SPECS_DIR is set. */
  readonly spec?: MakeSpecValidator | undefined;
}

/** What ARGOSY_CONFORMANCE_OUT/<id>.json holds. */
export interface ConformanceSummary {
  readonly connector: string;
  readonly name: string;
  readonly apiVersion: string;
  /** All ports a connection of this provider could have. */
  readonly ports: readonly string[];
  /** Topics the platform lets us register by API, against those a person has to paste. */
  readonly webhooks: "automatic" | "by_hand" | "none";
  readonly results: Readonly<Results>;
  readonly figures: Readonly<Record<string, number>>;
  /** Fields of the golden order and product the platform does not have or tell, each with the reason. */
  readonly lacks: Readonly<Record<string, string>>;
  /** Null when there was no description to compare with. */
  readonly spec: {
    readonly validRequests: number;
    readonly validResponses: number;
    readonly uncovered: number;
    readonly problems: readonly string[];
  } | null;
}

/** Every case, in the order of the table. */
export const CASES: readonly Case[] = [
  ...descriptorCases,
  ...authCases,
  ...productCases,
  ...goldenProductCases,
  ...saleCases,
  ...categoryCases,
  ...listingCases,
  ...orderCases,
  ...decorationCases,
  ...figureCases,
  ...goldenOrderCases,
  ...refundCases,
  ...owedCases,
  ...undeliveredCases,
  ...afterBookingCases,
  ...setCases,
  ...lineLocationCases,
  ...sweepCases,
  ...lateCases,
  ...zoneCases,
  ...unreadCases,
  ...ownOrderCases,
  ...stockCases,
  ...leftLocationCases,
  ...sharedStockCases,
  ...priceBatchCases,
  ...priceScopeCases,
  ...commandCases,
  ...holdCases,
  ...documentCases,
  ...startedCases,
  ...goldenCommandCases,
  ...sameNumberCases,
  ...bookedRefundCases,
  ...goldenMoneyCases,
  ...setRefundCases,
  ...callCases,
  ...idleCases,
  ...returnCases,
  ...promotionCases,
  ...conversationCases,
  ...webhookCases,
  ...moreWebhookCases,
  ...queueCases,
  ...fileCases,
  ...transportCases,
];

const SPEC_CASE = "spec: every request sent and every answer of the sandbox fits the official description";

/** Names of all cases, for skips and tables. */
const CASE_NAMES: readonly string[] = [...CASES.map((one) => one.name), SPEC_CASE];

/** Registers the suite; call it at the top level of a connector's test file. */
export function describeConformance(options: ConformanceOptions): void {
  const { connector } = options;
  const mutantsOut = process.env.ARGOSY_MUTANTS_OUT;
  if (mutantsOut) {
    if (options.variant === undefined) describeMutants(options, mutantsOut);
    return;
  }
  const dir = specsDir();
  const counter = options.spec && dir ? createSpecCounter(options.spec(dir)) : null;
  const results: Results = {};
  const figures: Record<string, number> = {};
  const benchOptions: BenchOptions = {
    ...benchOf(options),
    onFigure: (name, value) => {
      figures[name] = value;
    },
  };
  const watchedIn = ({ damages }: Case): BenchOptions =>
    counter ? { ...benchOptions, onExchange: (exchange) => counter.see(exchange, damages) } : benchOptions;

  const variant = options.variant === undefined ? "" : ` (${options.variant})`;
  describe(proving(`${connector.meta.id} passes the contract tests of a connector${variant}`, options.proves), () => {
    it("a connector leaves out only contract tests and fields that exist", () => {
      for (const [name, reason] of Object.entries(options.skips ?? {})) {
        expect(CASE_NAMES, `unknown case "${name}"`).toContain(name);
        expect(reason.length, `"${name}" needs a reason`).toBeGreaterThan(10);
      }
      const bugs = MUTANTS.map(({ name }) => name);
      const phrases = Object.keys(ABSENCE_PHRASES);
      for (const word of lackedBy(options.golden?.lacks ?? {}))
        expect(phrases, `golden.lacks has no word "${word}"; those there are stand in absence-phrases.ts`).toContain(
          word,
        );
      for (const name of Object.keys(options.survivors ?? {})) expect(bugs, `unknown bug "${name}"`).toContain(name);
    });

    const register = (name: string, run: () => Promise<void>, proves: readonly string[] = []) => {
      it(proving(name, proves), async (test) => {
        const reason = options.skips?.[name];
        if (reason !== undefined) {
          results[name] = { result: "skipped", note: reason };
          return test.skip(`left out: ${reason}`);
        }
        await recorded(results, name, test, run);
      });
    };

    for (const one of CASES) register(one.name, () => runCase(one, watchedIn(one)), one.proves);
    register(SPEC_CASE, async () => {
      if (!counter) throw new Unsupported(options.spec ? "SPECS_DIR is not set" : "no official description");
      expect(counter.counts.validRequests).toBeGreaterThan(0);
      expect([...counter.counts.problems].slice(0, 30)).toEqual([]);
    });

    afterAll(() => {
      const spec = counter ? { ...counter.counts, problems: [...counter.counts.problems] } : null;
      if (options.variant !== undefined) return;
      writeSummary({ ...aboutOf(connector), results, figures, lacks: options.golden?.lacks ?? {}, spec });
    });
  });
}

/** A title with the requirements it proves at its end. */
export const proving = (title: string, ids: readonly string[] = []) =>
  ids.length > 0 ? `${title} [${ids.join(", ")}]` : title;

/** In place of the suite: which planted bugs it notices, written to `out`. */
function describeMutants(options: ConformanceOptions, out: string): void {
  const { id, name } = options.connector.meta;
  const { ARGOSY_MUTANTS_ONLY: only = "", ARGOSY_MUTANTS_NAMED: named } = process.env;
  const names = named ? (JSON.parse(named) as Record<string, readonly string[]>)[name] : undefined;
  const expected = MUTANTS.filter((mutant) => mutant.name.includes(only) && (!names || names.includes(mutant.name)));
  const leftOut = Object.keys(options.skips ?? {});
  describe(`${id} with a planted bug`, () => {
    it("the suite notices", { timeout: 3_600_000 }, async () => {
      const hunt = hunter({
        cases: CASES.filter((one) => !leftOut.includes(one.name)),
        options: benchOf(options),
        survivors: options.survivors,
        run: runCase,
      });
      const results: MutantResult[] = [];
      mkdirSync(out, { recursive: true });
      for (const mutant of expected) {
        results.push(await hunt(mutant));
        // After each: an hour's run that is stopped has told what it knows.
        writeFileSync(join(out, `${id}.json`), JSON.stringify({ connector: id, name, results }, null, 2));
      }
    });
  });
}

function benchOf({
  connector,
  startSandbox,
  connection,
  best,
  golden,
  calls,
  idle,
  sizes,
}: ConformanceOptions): BenchOptions {
  return {
    connector,
    startSandbox,
    connectionOptions: connection,
    best,
    golden,
    calls,
    idle,
    sizes: { products: 230, orders: 130, ...sizes },
  };
}

/** What a summary says of the connector itself. */
export function aboutOf({
  meta,
  maximum,
}: Connector): Pick<ConformanceSummary, "connector" | "name" | "apiVersion" | "ports" | "webhooks"> {
  const webhooks =
    meta.topics.length === 0 ? "none" : meta.topics.some((topic) => topic.automatic) ? "automatic" : "by_hand";
  return { connector: meta.id, name: meta.name, apiVersion: meta.api.version, ports: maximum, webhooks };
}

/** Runs one case on a fresh bench. Rejects when the test fails, or with Unsupported. */
export async function runCase(one: Case, options: BenchOptions): Promise<void> {
  const bench = await openBench(options);
  try {
    return await one.run(bench);
  } finally {
    await bench.close();
  }
}

/** Hands the results to whoever runs the suite; nothing where nobody asks. */
export function writeSummary(summary: ConformanceSummary): void {
  const out = process.env.ARGOSY_CONFORMANCE_OUT;
  if (!out) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${summary.connector}.json`), JSON.stringify(summary, null, 2));
}
