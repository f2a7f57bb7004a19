/** On the page of an order: what its buyer or channel asked about it. Nothing stands here where nobody did. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useIsDrawn } from "../data/after-first-paint.ts";
import { loadTexts } from "../i18n/language.ts";
import { ofOrderQuery } from "./queries.ts";

const Listed = lazy(async () => {
  const [{ OfOrder }] = await Promise.all([import("./of-order.tsx"), loadTexts("alerts")()]);
  return { default: OfOrder };
});

export function ConversationsCard({ orderId }: { readonly orderId: string }) {
  const { data } = useQuery({ ...ofOrderQuery(orderId), enabled: useIsDrawn() });
  if (data === undefined || data.length === 0) return null;
  return (
    <Suspense>
      <Listed conversations={data} />
    </Suspense>
  );
}
