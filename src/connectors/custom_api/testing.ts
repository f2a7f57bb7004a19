/** For tests: a connection to the emulated shop of a style, with its description changed where the test wants it. */
import { afterEach } from "vitest";
import { startStyle } from "../../sandboxes/custom_api/index.ts";
import { STYLES, type StyleName } from "../../sandboxes/custom_api/styles.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import type { Sandbox } from "../kit/sandbox/sandbox.ts";
import {
  autoAdvancingClock,
  openTestConnection,
  type TestConnection,
  type TestConnectionOptions,
} from "../kit/testing/connection.ts";
import { connector } from "./index.ts";

/** A description as its author writes it. */
export type Described = { [key: string]: Described } & { [key: string]: unknown };

export interface Lab {
  readonly sandbox: Sandbox;
  readonly clock: ReturnType<typeof autoAdvancingClock>;
  connect(
    more?: Partial<TestConnectionOptions> & { readonly change?: (manifest: Described) => void },
  ): Promise<TestConnection>;
  close(): Promise<void>;
}

/** The example of a style, changed. */
export function described(style: StyleName, change: (manifest: Described) => void = () => undefined): string {
  const manifest = JSON.parse(STYLES[style].example) as Described;
  change(manifest);
  return JSON.stringify(manifest);
}

/** A shop of this style; `close` ends it and every connection to it. */
export async function openLab(style: StyleName, currency?: string): Promise<Lab> {
  const clock = autoAdvancingClock();
  const sandbox = await startStyle(style, { clock, seed: 7, currency });
  const open: TestConnection[] = [];
  return {
    sandbox,
    clock,
    async connect({ change, values, ...more } = {}) {
      const connection = await openTestConnection(connector, {
        ...more,
        sandbox,
        clock,
        values: { ...values, ...(change ? { manifest: described(style, change) } : {}) },
      });
      open.push(connection);
      return connection;
    },
    async close() {
      for (const connection of open) await connection.close();
      await sandbox.close();
    },
  };
}

/** Opens labs for the tests of a file; each is closed after the test that opened it. */
export function openLabs(): (style: StyleName) => Promise<Lab> {
  const labs: Lab[] = [];
  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close();
  });
  return async (style) => {
    const opened = await openLab(style);
    labs.push(opened);
    return opened;
  };
}

/** Sets the place of a description that the path names: "reads/orders/cursor/field". */
export const set = (path: string, value: unknown) => (manifest: Described) => {
  const steps = path.split("/");
  const last = steps.pop() ?? "";
  let at = manifest;
  for (const step of steps) at = at[step] as Described;
  Object.assign(at, { [last]: value });
};

export const mug = (index: number) => ({
  title: `Mug ${index}`,
  variants: [{ sku: `MUG-${index}`, price: "12.50", stock: 10 + index }],
});

export function firstSweep<T>(port: { readonly sweeps: readonly Sweep<T>[] }): Sweep<T> {
  const [sweep] = port.sweeps;
  if (!sweep) throw new Error("no sweep");
  return sweep;
}
