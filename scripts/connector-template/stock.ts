import { platformText } from "../../src/connectors/kit/contract/answer-text.ts";
import type { Push, PushItem, PushResult, Stock } from "../../src/connectors/kit/contract/ports.ts";
import { echo } from "../../src/connectors/kit/contract/results.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { readStock, writeStock } from "./client.ts";
import { stockLevels, stockResults } from "./schemas.ts";
import { message } from "./words.ts";

// The largest batch the platform takes: its page on stock, and the day it was read.
const MAX_ITEMS = 100;

const push: Push<number> = {
  maxItems: MAX_ITEMS,
  async send(items, ctx) {
    const updates = items.map(({ key, want, expected }) => ({
      variant_id: key,
      quantity: want,
      ...(expected === null ? {} : { expected }),
    }));
    const body = await writeStock(updates, ctx);
    const { results } = parseResponse(stockResults, body, { ctx, what: "stock" });
    const reported = new Map(results.map((result) => [result.variant_id, result]));
    return items.map((item) => resultOf(item, reported.get(item.key)));
  },
};

type Told = {
  readonly status: "ok" | "conflict" | "error";
  readonly quantity: number;
  readonly message?: string | undefined;
};

function resultOf(item: PushItem<number>, reported: Told | undefined): PushResult<number> {
  const base = echo(item);
  if (reported?.status === "ok") return { ...base, outcome: "applied", observed: reported.quantity };
  // Also where it shows what is wanted: an order nobody has told of may have taken as much.
  if (reported?.status === "conflict") return { ...base, outcome: "conflict", observed: reported.quantity };
  const text = reported?.message === undefined ? message("refused.noAnswer") : platformText(reported.message);
  return { ...base, outcome: "rejected", code: reported ? "error" : "missing", field: "quantity", text };
}

export const stock: Stock = {
  basis: "available",
  compareAndSet: "native",
  takesAt: "when the order is placed",
  multiLocation: false,
  push,
  async read(items, ctx) {
    const answers: { key: string; levels: { location: string; available: number }[] }[] = [];
    for (let at = 0; at < items.length; at += MAX_ITEMS) {
      const ids = items.slice(at, at + MAX_ITEMS).map((item) => item.key);
      const body = await readStock(ids, ctx);
      const levels = new Map(
        parseResponse(stockLevels, body, { ctx, what: "stock" }).items.map((level) => [
          level.variant_id,
          level.quantity,
        ]),
      );
      for (const key of ids) {
        const available = levels.get(key);
        answers.push({ key, levels: available === undefined ? [] : [{ location: "", available }] });
      }
    }
    return answers;
  },
};
