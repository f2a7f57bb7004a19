/** On an order's page: which rules acted on it, with which values. Nothing stands here where none did. */

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { loadWords } from "../i18n/language.ts";
import { orderRunsQuery } from "./order-runs-query.ts";

const Runs = lazy(async () => {
  const [{ OrderRuns }] = await Promise.all([import("./order-runs.tsx"), loadWords("automations")()]);
  return { default: OrderRuns };
});

export function AutomationCard({ orderId }: { readonly orderId: string }) {
  const { data } = useQuery(orderRunsQuery(orderId));
  if (data === undefined || data.runs.length === 0) return null;
  return (
    <Suspense>
      <Runs orderId={orderId} runs={data.runs} />
    </Suspense>
  );
}
