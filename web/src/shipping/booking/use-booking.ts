/** What became of the orders booked on this page. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Sent } from "../../data/hub.ts";
import type { ShipmentRow } from "../../shipments/queries.ts";
import { type Action, useAction } from "../../ui/action.ts";
import type { PackedOrder } from "../packing.ts";
import type { BookingFacts } from "./checks.ts";
import { ANY, BY_RULES, type Choice, EACH_ITS_OWN, serviceOf } from "./choice.ts";

/** Orders in one request: the count moves while it goes on. */
const PIECE = 20;

type Own = NonNullable<Sent<"postShipmentsBulk">["own"]>[number];

/** An order goes by what its row showed; what was not told is chosen as for all of them. */
function ownOf(orderId: string, existing: BookingFacts): Own {
  const { how, quote } = existing;
  const insured = how?.insured;
  const own = { orderId, ...(how && { parcel: how.parcel }), ...(insured !== undefined && { insured }) };
  if (quote?.state === "chosen" && quote.courierId !== null && quote.offer !== null) {
    const { courierId, offer, chosenBy } = quote;
    const { service, serviceName, price } = offer;
    return {
      ...own,
      courierId,
      ...(service !== "" && { service, serviceName }),
      ...(price && { price: { minor: String(price.minor), currency: price.currency } }),
      ...(chosenBy && { chosenBy }),
    };
  }
  if (how?.courierId === undefined) return own;
  return { ...own, courierId: how.courierId, ...(how.service !== undefined && { service: how.service }) };
}

async function ask(choice: Choice, piece: readonly Ready[]) {
  const { courierId, packageId, fulfilsOnBooking, notifies } = choice;
  const service = serviceOf(choice);
  const { results } = await body(
    hub.POST("/api/shipments/bulk", {
      body: {
        orderIds: piece.map(({ id }) => id),
        own: piece.map(({ id, known }) => ownOf(id, known)),
        ...(courierId !== null && courierId !== BY_RULES && courierId !== ANY && { courierId }),
        ...(packageId !== EACH_ITS_OWN && { packageId }),
        ...(service !== undefined && { service }),
        fulfilWhen: fulfilsOnBooking ? "booked" : "picked_up",
        notifyCustomer: notifies,
      },
    }),
  );
  return results;
}
export type Result = Awaited<ReturnType<typeof ask>>[number];

interface Ready {
  readonly id: string;
  readonly known: BookingFacts;
}

export interface Booking {
  readonly results: ReadonlyMap<string, Result>;
  readonly shipments: ReadonlyMap<string, ShipmentRow>;
  readonly book: Action<readonly Ready[], unknown>;
  shipmentOf(orderId: string): ShipmentRow | undefined;
  /** Nothing stands for it: it was not asked for, or that was refused. */
  isOpen(orderId: string): boolean;
}

export function useBooking(orders: readonly PackedOrder[], choice: Choice): Booking {
  const client = useQueryClient();
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const shipments = useBooked(orders.flatMap(({ id }) => results.get(id)?.shipmentId ?? []));
  const shipmentOf = (orderId: string) => shipments.get(results.get(orderId)?.shipmentId ?? "");
  const book = useAction({
    run: async (ready: readonly Ready[]) => {
      for (let first = 0; first < ready.length; first += PIECE) {
        const reported = await ask(choice, ready.slice(first, first + PIECE));
        setResults((before) => new Map([...before, ...reported.map((one) => [one.orderId, one] as const)]));
      }
    },
    done: () => {
      void client.invalidateQueries({ queryKey: ["shipments"] });
      void client.invalidateQueries({ queryKey: ["orders"] });
      // What was refused is looked at, and priced, anew.
      void client.invalidateQueries({ queryKey: ["shipping", "check"] });
      void client.resetQueries({ queryKey: ["shipping", "quote"] });
    },
  });
  return {
    ...{ results, shipments, book, shipmentOf },
    isOpen: (orderId) => results.get(orderId)?.shipmentId === undefined || shipmentOf(orderId)?.stage === "refused",
  };
}

/** How the shipments just asked for stand, read again until each is booked, with its label, or refused. */
function useBooked(ids: readonly string[]): ReadonlyMap<string, ShipmentRow> {
  const found = useQuery({
    queryKey: ["shipments", "many", ids],
    queryFn: async () => {
      const rows: ShipmentRow[] = [];
      for (let first = 0; first < ids.length; first += 200) {
        const query = { id: ids.slice(first, first + 200).join(","), limit: 200 };
        rows.push(...(await body(hub.GET("/api/shipments", { params: { query } }))).items);
      }
      return rows;
    },
    enabled: ids.length > 0,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.every(isSettled) === true ? false : 2_000),
  });
  return new Map((found.data ?? []).map((row) => [row.id, row]));
}

const isSettled = ({ stage, labelState }: ShipmentRow) => stage !== "booking" && labelState !== "wanted";
