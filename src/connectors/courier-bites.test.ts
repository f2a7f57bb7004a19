/** The contract tests of couriers notice what would buy a label twice, or lose one that was bought. */
import { describe, expect, it } from "vitest";
import { startSandbox } from "../sandboxes/shippo/index.ts";
import { CASES } from "./kit/conformance/couriers.ts";
import type { Connector } from "./kit/contract/contract.ts";
import type { Shipments } from "./kit/contract/couriers.ts";
import { must, openConnectedShop } from "./kit/testing/shop.ts";
import { connector as sound } from "./shippo/index.ts";

const place = { name: "Ada", line1: "1 Long Street", city: "Reno", region: "NV", postcode: "89501", country: "US" };
const options = {
  startSandbox,
  consignment: {
    from: { locationId: "l", address: { ...place, name: "Depot", phone: "4155550101" } },
    to: place,
    currency: "USD",
  },
  booking: { method: "POST", path: "/transactions" },
};

const PAID_ONCE = "a booking is paid once, whichever of its calls fails and whatever the courier does afterwards";

async function run(connector: Connector): Promise<void> {
  await using console = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  await must(CASES[PAID_ONCE]).run(console, { ...options, connector });
}

const withShipments = (change: (shipments: Shipments) => Partial<Shipments>): Connector => ({
  ...sound,
  open: (connection) => {
    const ports = sound.open(connection);
    const shipments = must(ports.shipments);
    return { ...ports, shipments: { ...shipments, ...change(shipments) } };
  },
});

const PLANTED: readonly { readonly what: string; readonly connector: Connector }[] = [
  {
    what: "does not find what it booked",
    connector: withShipments(() => ({ find: async () => ({ state: "absent" }) })),
  },
  {
    what: "takes a label that is still being made for none",
    connector: withShipments(({ find }) => ({
      find: async (booking, ctx) => {
        const found = await must(find)(booking, ctx);
        return found.state === "unsure" ? { state: "absent" } : found;
      },
    })),
  },
  {
    what: "does not keep what it is about to buy",
    connector: withShipments(({ book }) => ({
      book: (booking, ctx) => book({ ...booking, save: async () => undefined }, ctx),
    })),
  },
];

describe("the contract tests of couriers notice one that", () => {
  it("a sound courier passes the contract tests", () => run(sound));

  it.each(PLANTED)("$what", async ({ connector }) => {
    await expect(run(connector)).rejects.toThrow();
  });
});
