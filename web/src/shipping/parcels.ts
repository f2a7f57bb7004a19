/** The parcels being made ready: what is typed, what the hub says of each, and what became of those sent. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { body, hub, type Sent, type Shape } from "../data/hub.ts";
import { EMPTY, numbersIn, type Typed } from "./pasted.ts";

export interface ParcelRow extends Typed {
  readonly key: number;
}

type RequestInput = Sent<"postOrdersShip">;
export type Parcel = RequestInput["parcels"][number];
type Answer = Awaited<ReturnType<typeof checked>>[number];
export type Refusal = NonNullable<Answer["error"]>;

/** Rows in one request. */
const PIECE = 200;

async function inPieces<Result>(
  parcels: readonly Parcel[],
  ask: (parcels: Parcel[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < parcels.length; first += PIECE)
    results.push(...(await ask(parcels.slice(first, first + PIECE))));
  return results;
}

const checked = (parcels: readonly Parcel[], evenIfShort: boolean) =>
  inPieces(parcels, async (piece) => {
    const { results } = await body(hub.POST("/api/orders/ship/check", { body: { parcels: piece, evenIfShort } }));
    return results;
  });

const named = (order: string): Parcel => ({ order, trackingNumbers: [] });

export interface Start {
  readonly rows: readonly ParcelRow[];
  /** By the number here: what a courier's table may call the order. */
  readonly channelNumbers: ReadonlyMap<string, string>;
}

/** Ticked orders, or an empty row to begin with. */
export const startQuery = (ids: readonly string[]) => ({
  queryKey: ["shipping", "start", ids],
  queryFn: async (): Promise<Start> => {
    const found = await checked(ids.map(named), false);
    const orders = found.flatMap(({ order }) => order ?? []);
    return {
      rows: [...orders.map(({ number }) => number), ""].map((order, key) => ({ ...EMPTY, key, order })),
      channelNumbers: new Map(orders.map(({ number, platformNumber }) => [number, platformNumber])),
    };
  },
  gcTime: 0,
});

export interface CheckedOrder {
  readonly order: Shape<"OrderSummary"> | null;
  readonly refusal: Refusal | undefined;
}

/** What the hub says of the orders named, as it stands now: a change of one of them is told at once. */
export function useCheckedOrders(rows: readonly Typed[], evenIfShort: boolean): ReadonlyMap<string, CheckedOrder> {
  const names = JSON.stringify([...new Set(rows.map(({ order }) => order.trim()).filter((order) => order !== ""))]);
  const [settled] = useDebouncedValue(names, 300);
  const orders: readonly string[] = JSON.parse(settled);
  const { data } = useQuery({
    queryKey: ["orders", "ship-check", settled, evenIfShort],
    queryFn: () => checked(orders.map(named), evenIfShort),
    enabled: orders.length > 0,
    placeholderData: keepPreviousData,
    select: (results) => {
      const checkedOrders = new Map<string, CheckedOrder>();
      for (const [index, { order, error }] of results.entries())
        checkedOrders.set(orders[index] ?? "", { order, refusal: error });
      return checkedOrders;
    },
  });
  return useMemo(() => data ?? new Map(), [data]);
}

export interface SentRow {
  readonly refusal: Refusal | undefined;
}

/** Sends rows and keeps what became of each, by its key. */
export function useSending(choices: { readonly notifyCustomer: boolean; readonly evenIfShort: boolean }) {
  const client = useQueryClient();
  const [sent, setSent] = useState<ReadonlyMap<number, SentRow>>(new Map());
  const send = async (rows: readonly ParcelRow[]): Promise<readonly SentRow[]> => {
    const outcomes: SentRow[] = [];
    for (let first = 0; first < rows.length; first += PIECE) {
      const piece = rows.slice(first, first + PIECE);
      const { results } = await body(
        hub.POST("/api/orders/ship", { body: { ...choices, parcels: piece.map(parcelOf) } }),
      );
      outcomes.push(...results.map(({ error }) => ({ refusal: error })));
      setSent(
        (before) =>
          new Map([...before, ...piece.map((row, at) => [row.key, { refusal: results[at]?.error }] as const)]),
      );
    }
    void client.invalidateQueries({ queryKey: ["orders"] });
    return outcomes;
  };
  const forget = (key: number) => setSent((before) => new Map([...before].filter(([each]) => each !== key)));
  return { sent, send, forget };
}

function parcelOf({ order, carrier, tracking }: Typed): Parcel {
  return {
    order: order.trim(),
    trackingNumbers: numbersIn(tracking),
    ...(carrier.trim() !== "" && { carrier: carrier.trim() }),
  };
}
