/** The frame of the suites for couriers and ad accounts: each case against a sandbox of its own, and a summary. */
import { afterAll, describe, expect, it } from "vitest";
import type { Json } from "../../../commerce/product.ts";
import type { Connector } from "../contract/contract.ts";
import type { SandboxAccount, SandboxOf, SandboxOptions } from "../sandbox/sandbox.ts";
import { type ConnectedShop, openConnectedShop } from "../testing/shop.ts";
import { createSpecCounter, type MakeSpecValidator, specsDir } from "../testing/specs.ts";
import { type Results, recorded } from "./record.ts";
import { aboutOf, proving, writeSummary } from "./suite.ts";

export interface ServiceOptions<S> {
  readonly connector: Connector;
  readonly startSandbox: (options: SandboxOptions) => Promise<S>;
  readonly proves?: readonly string[] | undefined;
  readonly spec?: MakeSpecValidator | undefined;
}

export interface ServiceCase<S extends SandboxOf<SandboxAccount>, O> {
  /** Settings of the connection it runs with. */
  readonly settings?: Readonly<Record<string, Json>>;
  run(service: ConnectedShop<S>, options: O): Promise<void>;
}

export interface ServiceSuite<S extends SandboxOf<SandboxAccount>, O> {
  /** Whose contract tests they are: "a courier". */
  readonly whose: string;
  /** What its titles begin with. */
  readonly prefix: string;
  readonly cases: Readonly<Record<string, ServiceCase<S, O>>>;
  /** A word of planted damage: answers that hold it need not fit the official description. */
  readonly damagedBy?: string;
}

/** Registers the cases of a suite; call it at the top level of a test file. */
export function describeService<S extends SandboxOf<SandboxAccount>, O extends ServiceOptions<S>>(
  options: O,
  { whose, prefix, cases, damagedBy }: ServiceSuite<S, O>,
): void {
  const { connector } = options;
  const dir = specsDir();
  const counter = options.spec && dir ? createSpecCounter(options.spec(dir)) : null;
  const results: Results = {};

  describe(proving(`${connector.meta.id} passes the contract tests of ${whose}`, options.proves), () => {
    for (const [title, { run, settings }] of Object.entries(cases)) {
      const name = `${prefix}: ${title}`;
      it(name, (test) =>
        recorded(results, name, test, async () => {
          await using service = await openConnectedShop(
            connector,
            (clock) => options.startSandbox({ clock, seed: 7 }),
            {
              onExchange: (exchange) => counter?.see(exchange, damagedBy),
              ...(settings && { settings }),
            },
          );
          await run(service, options);
        }),
      );
    }

    it(`${prefix}: every request sent and every answer of the sandbox fits the official description`, (test) => {
      if (!counter) return test.skip("there is no description here");
      expect([...counter.counts.problems].slice(0, 30)).toEqual([]);
      expect(counter.counts.validRequests).toBeGreaterThan(0);
    });

    afterAll(() => {
      const spec = counter ? { ...counter.counts, problems: [...counter.counts.problems] } : null;
      writeSummary({ ...aboutOf(connector), results, figures: {}, lacks: {}, spec });
    });
  });
}
