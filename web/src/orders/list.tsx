import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, useMemo } from "react";
import { orderQuery } from "../data/order.ts";
import type { Filter } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LazyOverlay, later } from "../ui/lazy-overlay.tsx";
import { LinkButton } from "../ui/link.ts";
import type { Chosen } from "../ui/list/bulk-action.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { useIsPhone } from "../ui/phone.ts";
import { GroupTrigger } from "./group-trigger.tsx";
import { useOrderColumns } from "./list-columns.tsx";
import { NoOrders } from "./list-empty.tsx";
import { useOrderFilters } from "./list-filters.ts";
import type { OrderSummary } from "./queries.ts";
import { useOrderTabs } from "./tabs.ts";
import { UnreadOrders } from "./unread.tsx";

export function OrderList() {
  const { t } = useTranslation("orders");
  const { may } = useSession();
  const router = useRouter();
  const client = useQueryClient();
  const isPhone = useIsPhone();
  const rowKeys = useMemo(() => {
    const alone = (to: "/orders/book" | "/orders/ship" | "/orders/slips") => async (order: OrderSummary) => {
      (await import("./chosen.ts")).saveChosen([order.id]);
      await router.navigate({ to });
    };
    return {
      b: { word: "book", run: alone("/orders/book") },
      s: { word: "ship", run: alone("/orders/ship") },
      p: { word: "slip", run: alone("/orders/slips") },
    } as const;
  }, [router]);
  return (
    <Page
      title={t("title")}
      actions={
        may("act_on_orders") && (
          <LinkButton to="/orders/new" leftSection={<IconPlus size={16} />}>
            {t("newOrder")}
          </LinkButton>
        )
      }
    >
      <UnreadOrders />
      <ListScreen
        path="/api/orders"
        label={t("title")}
        columns={useOrderColumns()}
        nameOf="number"
        onOpen={({ id }) => void router.navigate({ href: `/orders/${id}${location.search}` })}
        onHover={({ id }) => {
          void client.prefetchQuery(orderQuery(id));
          void router.preloadRoute({ to: "/orders/$id", params: { id } });
        }}
        searchLabel={t("search")}
        filters={useOrderFilters()}
        views={useOrderTabs()}
        viewSubject="orders"
        moreViews={isPhone ? null : moreViews}
        {...(may("pack_orders") && { bulkBar, rowKeys })}
        exportHref={exportHref}
        empty={<NoOrders />}
      />
    </Page>
  );
}

/** Loaded with its words when the first order is chosen. */
const OrderBulk = lazy(async () => ({ default: (await import("./list-bulk.tsx")).OrderBulk }));
const bulkBar = (chosen: Chosen) => <OrderBulk {...chosen} />;

const exportHref = (filter: Filter): string => `/api/orders/export?${new URLSearchParams(filter)}`;

const groupMenu = later(async () => (await import("./group-menu.tsx")).GroupMenu);

/** On a phone, where the tabs need the width, the filters stand for it. */
const moreViews = (
  <LazyOverlay of={groupMenu} props={{}}>
    {(triggerProps) => <GroupTrigger {...triggerProps} />}
  </LazyOverlay>
);
