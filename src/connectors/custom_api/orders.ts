/** Orders of the shop: lists, one by its id, and what may be done to them. */
import { ORDER_STATUSES, type OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { essentialOf } from "./essential.ts";
import type { Manifest } from "./manifest.ts";
import { execute, updateTracking } from "./order-commands.ts";
import { createOrder } from "./order-create.ts";
import { getOrder } from "./order-read.ts";
import { sweepsOf } from "./sweeps.ts";
import { message } from "./words.ts";

const MINUTE_MS = 60_000;
/** Without a watermark the whole list is walked. */
const FULL_MS = 60 * MINUTE_MS;

/** The orders port of a description; absent when the shop neither lists orders nor tells of them. */
export function ordersOf(manifest: Manifest): Orders | undefined {
  const { reads, lookups, writes, webhooks } = manifest;
  const reported = Object.values(webhooks?.events ?? {}).some(({ kind }) => kind === "order");
  if (!reads.orders && !lookups["order.byId"] && !reported && !manifest.inbound) return undefined;
  return {
    essential: essentialOf(manifest),
    sweeps: reads.orders
      ? sweepsOf("orders", reads.orders, { changedMs: 5 * MINUTE_MS, fullMs: FULL_MS, alsoFull: false })
      : [],
    get: getOrder,
    asksOne: lookups["order.byId"] !== undefined,
    options: (order) => options(manifest, order),
    execute,
    ...(writes["tracking.update"] ? { updateTracking } : {}),
    ...(writes["order.create"] ? { create: createOrder, mayLackKey: true } : {}),
  };
}

function options({ writes, statusMapOut }: Manifest, order: CommandOrder): ReturnType<Orders["options"]> {
  const isOpen = order.status !== "cancelled";
  const statuses = ORDER_STATUSES.filter((status) => typeof statusMapOut[status] === "string");
  return [
    {
      kind: "status",
      allowed: isOpen && writes["order.status"] !== undefined && statuses.length > 0,
      warnings: [],
      statuses: statuses satisfies readonly OrderStatus[],
    },
    { kind: "fulfil", allowed: isOpen && writes["fulfilment.create"] !== undefined, warnings: [] },
    { kind: "cancel", allowed: isOpen && writes["order.cancel"] !== undefined, warnings: [] },
    {
      kind: "refund",
      allowed: writes["order.refund"] !== undefined,
      warnings: [message("warning.whetherMoneyMovesDecidedShop")],
      money: writes["order.refund"]?.movesMoney === false ? "never" : "moves",
    },
    { kind: "note", allowed: writes["order.note"] !== undefined, warnings: [] },
  ];
}
