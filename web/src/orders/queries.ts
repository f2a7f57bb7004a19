/** What screens read of orders; keys begin with "orders" so that live events make them old. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { body, hub, ofId, type Sent, type Shape } from "../data/hub.ts";
import { orderQuery } from "../data/order.ts";
import type { Filter } from "../data/pages.ts";
import { reading, readingItems } from "../data/reading.ts";

export type Order = Shape<"Order">;
export type OrderSummary = Shape<"OrderSummary">;
export type OrderLine = Order["lines"][number];
export type Command = Shape<"OrderCommand">;

/** Newest first. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ["orders", id, "timeline"],
    queryFn: async () => (await body(hub.GET("/api/orders/{id}/timeline", ofId(id)))).items.toReversed(),
  });

export type OrderProfit = Shape<"OrderProfit">;
/** What it earned, as far as it is known. */
export const orderProfitQuery = (id: string) =>
  reading(["orders", id, "profit"], () => hub.GET("/api/orders/{id}/profit", ofId(id)));

export const optionsQuery = (id: string) =>
  readingItems(["orders", id, "options"], () => hub.GET("/api/orders/{id}/options", ofId(id)));
export type OrderOption = Awaited<ReturnType<NonNullable<ReturnType<typeof optionsQuery>["queryFn"]>>>[number];

/** Where it ships from, and why. */
export const routingQuery = (id: string) =>
  reading(["orders", id, "routing"], () => hub.GET("/api/orders/{id}/routing", ofId(id)));

export type OrderSplit = Shape<"OrderSplit">;

/** The parcels it is sent in. */
export const splitQuery = (id: string) =>
  reading(["orders", id, "split"], () => hub.GET("/api/orders/{id}/split", ofId(id)));

/** The orders before and behind it in the list it was found in. */
export const neighboursQuery = (id: string, filter: Filter) =>
  reading(["orders", id, "neighbours", filter], () =>
    hub.GET("/api/orders/{id}/neighbours", { params: { path: { id }, query: filter } }),
  );

export const rawQuery = (id: string) =>
  readingItems(["orders", id, "raw"], () => hub.GET("/api/orders/{id}/raw", ofId(id)));

export const unreadQuery = reading(["orders", "unread"], () => hub.GET("/api/orders/unread"));
export type Unread = Awaited<ReturnType<NonNullable<(typeof unreadQuery)["queryFn"]>>>;
/** How many orders stand in each tab of the list. */
export const tabsQuery = reading(["orders", "tabs"], () => hub.GET("/api/orders/tabs"));
/** Of the orders to send, by courier and country. */
export const groupsQuery = reading(["orders", "groups"], () => hub.GET("/api/orders/groups"));

export type RefundInput = Sent<"postOrdersByIdRefundQuote">;

/** What was just asked for stands on the order at once; the next reading tells the rest. */
export function showCommand(client: QueryClient, orderId: string, command: Command): void {
  client.setQueryData(
    orderQuery(orderId).queryKey,
    (order) => order && { ...order, commands: [command, ...order.commands.filter(({ id }) => id !== command.id)] },
  );
  void client.invalidateQueries({ queryKey: ["orders"] });
}
