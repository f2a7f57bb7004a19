/** An order of ours on its way to the shop. */
import { formatDecimal } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderForChannel, Orders } from "../kit/contract/ports.ts";
import { write } from "./client.ts";
import { resultOf, textIn } from "./lookups.ts";
import { getOrder } from "./order-read.ts";
import { manifestOf } from "./settings.ts";
import { message } from "./words.ts";

type Draft = Parameters<NonNullable<Orders["create"]>>[0];

/** Creates the order once: a shop without idempotency keys is not asked a second time after a lost answer. */
export async function createOrder({ order, key, uncertain, found }: Draft, ctx: Context): Promise<OrderPart> {
  const reported = found === undefined ? null : await getOrder(found, ctx);
  if (reported) return reported;
  const operation = manifestOf(ctx).writes["order.create"];
  if (!operation) throw new ConnectorError({ kind: "unsupported" }, message("error.shopDescriptionDeclaresNoWay"));
  if (uncertain && !operation.idempotency)
    throw new ConnectorError(
      { kind: "rejected", code: "unknown_outcome" },
      message("error.notKnownWhetherShopCreated", { key }),
    );
  const seen = await write(
    operation,
    { name: "writes.order.create", input: { idempotencyKey: key, reference: key, order: orderJson(order) } },
    ctx,
  );
  const id = textIn(await resultOf(operation, "order.create", { ...seen }, ctx), "externalId");
  if (id === undefined)
    throw new ConnectorError(
      { kind: "drift", path: "writes.order.create.result" },
      message("error.shopAnswerNamesNoId"),
    );
  const created = await getOrder(id, ctx);
  if (created) return created;
  throw new ConnectorError({ kind: "transient" }, message("error.shopCreatedOrderNotShow", { id }));
}

/** Amounts are decimal text, as in what a shop tells; minor units stay inside. */
export function orderJson({ lines, shippingMinor, taxMinor, totalMinor, ...order }: OrderForChannel): Json {
  const decimal = (minor: bigint) => formatDecimal({ minor, currency: order.currency });
  const discount = lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const body = {
    ...order,
    lines: lines.map(({ subtotalMinor, discountMinor, totalMinor: total, ...line }) => ({
      ...line,
      subtotal: decimal(subtotalMinor),
      discount: decimal(discountMinor),
      total: decimal(total),
    })),
    discount: decimal(discount),
    shipping: decimal(shippingMinor),
    tax: taxMinor === null ? undefined : decimal(taxMinor),
    total: decimal(totalMinor),
  };
  return JSON.parse(JSON.stringify(body)) as Json;
}
