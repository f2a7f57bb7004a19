/** On an order's page: which rules acted on it, with which values. Loaded after the order; nothing stands here where none did. */
import { lazy, Suspense } from "react";
import { useLater } from "../data/after-first-paint.ts";
import { loadWords } from "../i18n/language.ts";
import { orderRunsQuery } from "./queries.ts";

const Runs = lazy(async () => {
  const [{ OrderRuns }] = await Promise.all([import("./order-runs.tsx"), loadWords("automations")()]);
  return { default: OrderRuns };
});

export function AutomationCard({ orderId }: { readonly orderId: string }) {
  const data = useLater(orderRunsQuery(orderId));
  if (data === undefined || data.runs.length === 0) return null;
  return (
    <Suspense>
      <Runs orderId={orderId} runs={data.runs} />
    </Suspense>
  );
}
