/** What each channel does with discounts: none takes Argosy's own into its checkout, and that has to be said. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { discountChannelsQuery } from "./queries.ts";

export function DiscountChannels() {
  const { t } = useTranslation("promotions");
  const { data, error, refetch } = useQuery(discountChannelsQuery);
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton />;
  const says = (is: boolean, word: "yes" | "counts" = "yes") => (
    <Status meaning={is ? "good" : "neutral"}>{t(`channels.${is ? word : "no"}`)}</Status>
  );
  return (
    <Stack>
      <Text size="sm">{t("channels.text")}</Text>
      <PlainList
        label={t("channels.title")}
        rows={data}
        rowKey={({ storeId }) => storeId}
        none={t("channels.none")}
        columns={(column) => [
          column.title("name", t("channel"), ({ storeId, name }) => (
            <LinkAnchor to="/channels/$id" params={{ id: storeId }}>
              <bdi>{name}</bdi>
            </LinkAnchor>
          )),
          column.fact("checkout", t("channels.checkout"), () => says(false)),
          column.fact("checks", t("channels.checks"), ({ checksCodes }) => says(checksCodes)),
          column.fact("orders", t("channels.orders"), ({ createsOrders, countsUse }) =>
            says(createsOrders, countsUse ? "counts" : "yes"),
          ),
        ]}
      />
    </Stack>
  );
}
