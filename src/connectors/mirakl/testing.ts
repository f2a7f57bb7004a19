/** For this connector's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { CommandOf } from "../../commerce/order-command.ts";
import { startSandbox } from "../../sandboxes/mirakl/index.ts";
import type { State } from "../../sandboxes/mirakl/state.ts";
import { awaitAnswers } from "../kit/conformance/bench.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { commandOrder, followCommand, readPart } from "../kit/testing/commands.ts";
import { type ConnectedShop, openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

type Shop = ConnectedShop<Awaited<ReturnType<typeof startSandbox>>>;

/** A shop that sells MUG-1 and MUG-2, ten of each; `set` is what its operator has set before it is connected. */
export const openShop = (
  set: Partial<State["platform"]> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Shop> =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), {
    settings,
    prepare({ state, shop }) {
      Object.assign(state.platform, set);
      for (const sku of ["MUG-1", "MUG-2"])
        shop.addProduct({ title: `Mug ${sku}`, variants: [{ sku, price: "12.50", stock: 10 }] });
    },
  });

export const mugs = (quantity = 2) => ({ lines: [{ sku: "MUG-1", quantity }], customer: { name: "Ada Lovelace" } });

export const FULFIL: CommandOf<"fulfil"> = {
  kind: "fulfil",
  carrier: "UPS",
  trackingNumbers: ["1Z-1"],
  notifyCustomer: false,
};

export const partOf = ({ connection }: Shop, key: string) => readPart(connection, key);

/** Runs a command to its end on the order as it stands. */
export async function run({ connection }: Shop, key: string, command: Parameters<typeof followCommand>[2]) {
  return (await followCommand(connection, commandOrder(await readPart(connection, key)), command)).result;
}

/** Sends quantities and asks to the end what became of them. */
export async function pushStock(
  { connection }: Shop,
  requires: Readonly<Record<string, number>>,
  expected: number | null = 10,
): Promise<Map<string, PushResult<number>>> {
  const { push } = portOf(connection, "stock");
  const items = Object.entries(requires).map(
    ([key, desired], index): PushItem<number> => ({
      ...{ key, location: "", seq: BigInt(index + 1), want: desired, expected, ext: null },
      idempotencyKey: `stock-${index}`,
    }),
  );
  const answers = await push.send(items, connection.ctx);
  const results = [
    ...answers.filter(({ outcome }) => outcome !== "accepted"),
    ...(await awaitAnswers(push, items, answers, connection)),
  ];
  return new Map(results.map((one) => [one.key, one]));
}

/** Bodies of the files that were sent, newest last. */
export const filesOf = ({ sandbox }: Shop): string[] =>
  sandbox.calls
    .filter(({ method, path }) => method === "POST" && path.includes("/imports"))
    .map((call) => call.requestBody);
