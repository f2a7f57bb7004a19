/** What is known of each order before it is booked: what is missing, what it weighs, and what it would cost. */
import { queryOptions, skipToken, useQueries } from "@tanstack/react-query";
import { body, hub } from "../../data/hub.ts";
import type { How } from "./choice.ts";
import { gathered } from "./gathered.ts";

interface RequestInput {
  readonly orderId: string;
  readonly how: How;
}

const request = (rates: boolean) => async (requested: readonly RequestInput[]) => {
  const orders = requested.map(({ orderId, how: { packageId: _, ...how } }) => ({ orderId, ...how }));
  return (await body(hub.POST("/api/shipments/bulk/check", { body: { orders, rates } }))).results;
};
export type Check = Awaited<ReturnType<ReturnType<typeof request>>>[number];
export type Problem = Check["problems"][number];
export type Quote = NonNullable<Check["quote"]>;

const check = gathered({ ask: request(false), most: 100, callsAtOnce: 2 });
// Couriers answer in seconds: few orders a call, so that prices come row by row.
const quote = gathered({ ask: request(true), most: 10, callsAtOnce: 2 });

/** The highest price goes with the booking: what became dearer since is rejected, not paid. */
const PRICE_STANDS_MS = 5 * 60_000;

/** Looked at again whenever the page is: what was missing is mended elsewhere. */
const checkQuery = (orderId: string, how: How | null) =>
  queryOptions({
    queryKey: ["shipping", "check", orderId, how?.parcel],
    queryFn:
      how === null
        ? skipToken
        : ({ signal }) => check({ orderId, how: { parcel: how.parcel, packageId: null } }, signal),
    staleTime: 0,
    retry: false,
  });

const quoteQuery = (orderId: string, how: How | null, isRequested: boolean) =>
  queryOptions({
    queryKey: ["shipping", "quote", orderId, how],
    queryFn: how === null ? skipToken : ({ signal }) => quote({ orderId, how }, signal),
    enabled: isRequested,
    // A price is asked for again after a while; a problem that came in between, whenever it may be mended.
    staleTime: ({ state }) => (state.data?.quote ? PRICE_STANDS_MS : 0),
    refetchOnWindowFocus: ({ state }) => !state.data?.quote,
    retry: false,
  });

export interface BookingFacts {
  readonly how: How | null;
  readonly weightGrams: number | null;
  /** Whose parcel it is, where it is merged with other orders. */
  readonly mergeId: string | null;
  readonly problems: readonly Problem[];
  /** Null: not known (yet). */
  readonly quote: Quote | null;
  /** The hub could not be asked. */
  readonly error: unknown;
  /** waiting: not checked yet, or no package chosen; asking: its price is on its way. */
  readonly stage: "waiting" | "asking" | "problem" | "ready";
}

/** Of orders that are not booked; `withoutRates`: those whose price is not there are booked without it. */
export function useBookingFacts(
  orders: readonly { readonly id: string; readonly how: How | null }[],
  { withoutRates }: { readonly withoutRates: boolean },
): ReadonlyMap<string, BookingFacts> {
  const checks = useQueries({ queries: orders.map(({ id, how }) => checkQuery(id, how)) });
  const quotes = useQueries({
    queries: orders.map(({ id, how }, n) => {
      const problems = checks[n]?.data?.problems;
      return quoteQuery(id, how, problems?.length === 0 && !withoutRates);
    }),
  });
  return new Map(
    orders.map(({ id, how }, n) => {
      const checked = checks[n]?.data;
      const reported = checked?.problems.length === 0 && !withoutRates ? quotes[n]?.data : undefined;
      const error = checks[n]?.error ?? (withoutRates ? null : (quotes[n]?.error ?? null));
      const one = {
        how,
        weightGrams: checked?.weightGrams ?? null,
        mergeId: checked?.mergeId ?? null,
        problems: [...(checked?.problems ?? []), ...(reported?.problems ?? [])],
        quote: reported?.quote ?? null,
        error,
      };
      return [id, { ...one, stage: stageOf(one, { isChecked: checked !== undefined, withoutRates }) }];
    }),
  );
}

function stageOf(
  { problems, quote, error }: Omit<BookingFacts, "stage">,
  { isChecked, withoutRates }: { readonly isChecked: boolean; readonly withoutRates: boolean },
): BookingFacts["stage"] {
  if (error !== null || problems.length > 0 || quote?.state === "none") return "problem";
  if (!isChecked) return "waiting";
  return quote !== null || withoutRates ? "ready" : "asking";
}
