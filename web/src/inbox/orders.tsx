/** Open orders with unlinked items, on hold or not: they reserve no stock until they are linked. */
import { IconLinkOff } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { orderQuery } from "../data/order.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useOrderColumns } from "../orders/list-columns.tsx";
import { Empty } from "../ui/empty.tsx";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { InboxFrame } from "./frame.tsx";

export function InboxOrders() {
  const { t } = useTranslation("inbox");
  const orders = useTranslation("orders").t;
  const router = useRouter();
  const client = useQueryClient();
  const { filter } = useListSearch();
  const unlinked = { hasUnmapped: "true", state: "unlinked,on_hold,to_accept", sort: filter["sort"] ?? "oldest" };
  return (
    <InboxFrame>
      <ListScreen
        path="/api/orders"
        fixed={unlinked}
        label={t("unlinkedOrders")}
        columns={useOrderColumns()}
        filters={days(orders("filters.from"), orders("filters.to"))}
        nameOf="number"
        onOpen={({ id }) => void router.navigate({ to: "/orders/$id", params: { id }, search: unlinked })}
        onHover={({ id }) => void client.prefetchQuery(orderQuery(id))}
        empty={<Empty icon={IconLinkOff} title={t("noUnlinked")} text={t("unlinkedText")} />}
      />
    </InboxFrame>
  );
}
