/** What the channel has done so far, in figures to compare with its own pages. */
import { useQuery } from "@tanstack/react-query";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { When } from "../ui/when.tsx";
import { type Store, statisticsQuery } from "./data.ts";

const COUNTS = [
  "orders",
  "ordersByMerchant",
  "ordersByMarketplace",
  "itemsLinked",
  "itemsUnlinked",
  "stockUpdates",
  "openFeeds",
] as const;
const TIMES = ["lastOrderAt", "lastStockUpdateAt"] as const;

export function StatisticsCard({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const { data, error, refetch } = useQuery(statisticsQuery(store.id));
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const times = TIMES.flatMap((name) => {
    const at = data[name];
    return at === null ? [] : [[t(`statistics.${name}`), <When key={name} at={at} />] as const];
  });
  return (
    <Card help={<Help of="health" />} title={t("statistics.title")}>
      <Facts facts={[...COUNTS.map((name) => [t(`statistics.${name}`), number(data[name])] as const), ...times]} />
    </Card>
  );
}
