/**
 * Orders that platforms publish or real shops sent, whose every field but the essential ones takes the forms that have been
 * seen in a field's place: what decides over stock and money stays as it was.
 */
import type { Json } from "../../src/commerce/product.ts";
import {
  altered,
  core,
  decorationOf,
  FORMS,
  type Path,
  textOf,
} from "../../src/connectors/kit/conformance/decoration.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import type { Orders } from "../../src/connectors/kit/contract/ports.ts";
import type { TestConnection } from "../../src/connectors/kit/testing/connection.ts";
import { withSample } from "./official-samples.ts";
import { type Answer, replayed } from "./replay.ts";

/** How an order was read from these answers; a sample stands in place of one's record. */
export interface OrderRead {
  readonly connection: TestConnection;
  readonly answers: readonly Answer[];
  read(orders: Orders, ctx: Context): ReturnType<Orders["get"]>;
}

/** One sample in one answer. */
export interface DecoratedOrder {
  readonly what: string;
  /** Fields that are not essential and change what is told of the order; null where the sample is no order of this reading. */
  deciding(): Promise<readonly string[] | null>;
}

export function decoratedOrders(
  order: OrderRead,
  samples: readonly { readonly file: string; readonly json: Json }[],
): readonly DecoratedOrder[] {
  const { orders } = order.connection.ports;
  if (!orders) return [];
  return order.answers.flatMap((answer, at) =>
    samples.flatMap(({ file, json }) => {
      const body = answer.json === undefined ? undefined : withSample(answer.json, json);
      return body === undefined
        ? []
        : [{ what: `${file}, answer ${at + 1}`, deciding: () => decidingIn(order, orders, { at, body }) }];
    }),
  );
}

interface Sampled {
  readonly at: number;
  readonly body: Json;
}

async function decidingIn(order: OrderRead, orders: Orders, { at, body }: Sampled): Promise<readonly string[] | null> {
  const told = (changed: Json) => reportedOf(order, orders, { at, body: changed });
  const expected = await told(body);
  if (expected === null) return null;
  const { leaves, holders } = decorationOf(body, orders.essential);
  const found: string[] = [];
  for (const form of FORMS)
    for (const places of [leaves, holders]) {
      const isSame = async (some: readonly Path[]) => (await told(altered(body, some, form))) === expected;
      if (places.length === 0 || (await isSame(places))) continue;
      for (const path of places)
        if (found.length < MOST_NAMED && !(await isSame([path])))
          found.push(`${path.join(".")} as ${JSON.stringify(form) ?? "absent"}`);
    }
  return found;
}

/** More say nothing new. */
const MOST_NAMED = 5;

/** What decides of the order, as text; null where none is read. */
async function reportedOf({ connection, answers, read }: OrderRead, orders: Orders, { at, body }: Sampled) {
  const changed = answers.map((one, index) => (index === at ? { ...one, body: JSON.stringify(body) } : one));
  try {
    const part = await replayed(connection, changed, (ctx) => read(orders, ctx));
    return part && textOf(core(part));
  } catch (error) {
    if (isConnectorError(error)) return null;
    throw error;
  }
}
