/** Bugs that let a field nobody needs decide whether a record is read. */
import { message } from "../../../../commerce/message.ts";
import { ConnectorError } from "../../contract/errors.ts";
import type { Customers, Orders } from "../../contract/ports.ts";
import type { Mutant } from "./mutant.ts";
import { bugsIn, onPort, onWebhooks } from "./wrap.ts";

/** One of the forms the suite gives to fields; nothing sound has it. */
const STRANGE = "-8.0E-5";
const isStrange = (raw: unknown): boolean => JSON.stringify(raw)?.includes(STRANGE) ?? false;

function refused(touch: () => void): ConnectorError {
  touch();
  return new ConnectorError({ kind: "drift", path: "phone" }, message("platform.noDate", { text: STRANGE }));
}

const orders = bugsIn<Orders>("order", (change) => onPort("orders", change));
const customers = bugsIn<Customers>("customer", (change) => onPort("customers", change));
const webhooks = bugsIn("webhook", onWebhooks);

export const decorationMutants: readonly Mutant[] = [
  orders("a field nobody needs keeps it out", ["orders: no field beside"], ({ get }, touch) => ({
    async get(key, ctx) {
      const part = await get(key, ctx);
      if (part && isStrange(part.raw)) throw refused(touch);
      return part;
    },
  })),
  webhooks("a field nobody needs keeps a delivery out", ["webhooks: no field beside"], ({ read }, touch) => ({
    read(delivery) {
      if (Buffer.from(delivery.body).includes(STRANGE)) throw refused(touch);
      return read(delivery);
    },
  })),
  customers("a field nobody needs keeps one out", ["customers: nothing but"], ({ sweeps }, touch) => ({
    sweeps: sweeps.map((sweep) => ({
      ...sweep,
      async *run(input, ctx) {
        for await (const page of sweep.run(input, ctx)) {
          if (page.items.some(({ raw }) => isStrange(raw))) throw refused(touch);
          yield page;
        }
      },
    })),
  })),
];
