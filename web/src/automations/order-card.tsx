/** On the page of an order or a product: which rules acted on it, with which values. Nothing stands here where none did. */

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { loadTexts } from "../i18n/language.ts";
import { orderRunsQuery, productRunsQuery } from "./order-runs-query.ts";

const Runs = lazy(async () => {
  const [{ SubjectRuns }] = await Promise.all([import("./order-runs.tsx"), loadTexts("automations")()]);
  return { default: SubjectRuns };
});

export function AutomationCard({ orderId }: { readonly orderId: string }) {
  const { data } = useQuery(orderRunsQuery(orderId));
  if (data === undefined || data.runs.length === 0) return null;
  return (
    <Suspense>
      <Runs of={{ orderId }} runs={data.runs} />
    </Suspense>
  );
}

export function ProductAutomationCard({ productId }: { readonly productId: string }) {
  const { data } = useQuery(productRunsQuery(productId));
  if (data === undefined || data.runs.length === 0) return null;
  return (
    <Suspense>
      <Runs of={{ productId }} runs={data.runs} />
    </Suspense>
  );
}
