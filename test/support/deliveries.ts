/** Genuine WooCommerce deliveries of a sandbox's orders, for those who shuffle, repeat and race them. */
import { createHmac } from "node:crypto";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";

export interface Delivered {
  readonly orderKey: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The delivery the shop would send for the order as it stands now. */
export async function deliveryOf(
  sandbox: Sandbox,
  orderKey: string,
  secret: string,
  event: "created" | "updated" = "updated",
): Promise<Delivered> {
  const { consumerKey = "", consumerSecret = "" } = sandbox.shop.credentials();
  const answer = await fetch(`${sandbox.url}/wp-json/wc/v3/orders/${orderKey}`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString("base64")}`,
      "x-forwarded-proto": "https",
    },
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
  const body = Buffer.from(await answer.text());
  return {
    orderKey,
    body,
    headers: {
      "content-type": "application/json",
      "x-wc-webhook-topic": `order.${event}`,
      "x-wc-webhook-resource": "order",
      "x-wc-webhook-event": event,
      "x-wc-webhook-id": "3",
      "x-wc-webhook-delivery-id": createHmac("md5", "id").update(body).digest("hex"),
      "x-wc-webhook-source": `${sandbox.url}/`,
      "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("base64"),
    },
  };
}

/** A repeatable shuffle. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed >>> 0 || 1;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Posts deliveries, `parallel` at a time; answers the status of each, null where no answer came. */
export async function postAll(
  url: string,
  deliveries: readonly Delivered[],
  parallel: number,
): Promise<(number | null)[]> {
  const statuses: (number | null)[] = new Array(deliveries.length).fill(null);
  const queue = [...deliveries.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, { body, headers }] = next;
      statuses[index] = await fetch(url, { method: "POST", body: new Uint8Array(body), headers: { ...headers } }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        },
        () => null,
      );
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return statuses;
}
