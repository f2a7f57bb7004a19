/** What screens read of the hub, each under its key. */
import { type QueryFunctionContext, type QueryKey, queryOptions, type UseQueryOptions } from "@tanstack/react-query";
import { body } from "./hub.ts";

type AnswerData<R extends { readonly data?: unknown }> = Exclude<R["data"], undefined>;
/** The `signal` stops asking where nobody waits for the answer any more. */
type Ask<R> = (context: Pick<QueryFunctionContext, "signal">) => Promise<R>;
type More<Answer> = Omit<UseQueryOptions<Answer, Error, Answer>, "queryKey" | "queryFn" | "initialData">;

/** `reading(["settings", "roles"], () => hub.GET("/api/roles"))` */
export const reading = <R extends { readonly data?: unknown }>(
  queryKey: QueryKey,
  ask: Ask<R>,
  more: More<AnswerData<R>> = {},
) => queryOptions({ queryKey, queryFn: (context): Promise<AnswerData<R>> => body(ask(context)), ...more });

/** The same of a list that is read whole. */
export const readingItems = <Items>(
  queryKey: QueryKey,
  ask: Ask<{ readonly data?: { readonly items: Items } }>,
  more: More<Items> = {},
) => queryOptions({ queryKey, queryFn: async (context) => (await body(ask(context))).items, ...more });
