/** mod+K: every screen and command by name, and whatever the hub finds by number, SKU or name. */
import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { IconBuildingStore, IconKeyboard, IconPlus, IconSearch, IconTruck, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { onPaletteOpen, showKeys } from "./palette-wanted.ts";
import { keepRecent, recentlyOpened } from "./recent.ts";
import { useNavigation } from "./sidebar.tsx";

const FOUND = 5;

async function find(q: string) {
  const query = { params: { query: { q, limit: FOUND } } };
  const [orders, products, customers] = await Promise.all([
    body(hub.GET("/api/orders", query)),
    body(hub.GET("/api/products", query)),
    body(hub.GET("/api/customers", query)),
  ]);
  return { orders: orders.items, products: products.items, customers: customers.items };
}

/** What can be done from anywhere, by whoever may. */
function useActions(go: (to: string) => () => void): SpotlightActionData[] {
  const { t } = useTranslation("shell/palette");
  const { may } = useSession();
  const all = [
    { id: "order", icon: IconPlus, onClick: go("/orders/new"), isAllowed: may("act_on_orders") },
    { id: "ship", icon: IconTruck, onClick: go("/orders?toShip=true&sort=due&view=toShip"), isAllowed: true },
    { id: "product", icon: IconPlus, onClick: go("/products/new"), isAllowed: may("edit_catalogue") },
    { id: "import", icon: IconUpload, onClick: go("/products/imports"), isAllowed: may("edit_catalogue") },
    { id: "channel", icon: IconBuildingStore, onClick: go("/channels/add"), isAllowed: may("connect") },
    { id: "keys", icon: IconKeyboard, onClick: () => showKeys(true), isAllowed: true },
  ] as const;
  return all
    .filter(({ isAllowed }) => isAllowed)
    .map(({ id, icon: Icon, onClick }) => ({
      id,
      label: t(`do.${id}`),
      leftSection: <Icon size={18} stroke={1.6} />,
      onClick,
    }));
}

export function Palette() {
  const { t } = useTranslation("shell");
  const router = useRouter();
  const entries = useNavigation();
  const organizationId = useSession().organization?.id ?? "";
  const { t: words } = useTranslation("shell/palette");
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed.trim(), 200);
  const { data: found } = useQuery({
    queryKey: ["palette", settled],
    queryFn: () => find(settled),
    enabled: settled.length >= 2,
  });
  const go = (to: string) => () => void router.navigate({ href: to });
  const open = (to: string, label: string) => () => {
    keepRecent(organizationId, { to, label });
    void router.navigate({ href: to });
  };
  const actions = useActions(go);
  // It was asked for before it was there.
  useEffect(() => onPaletteOpen(spotlight.open), []);
  const screens = entries.map(({ to, word, icon: Icon }) => ({
    id: to,
    label: t(`navigation.${word}`),
    leftSection: <Icon size={18} stroke={1.6} />,
    onClick: go(to),
  }));
  const recents = recentlyOpened(organizationId).map(({ to, label }) => ({
    id: `recent ${to}`,
    label,
    onClick: go(to),
  }));
  const groups: SpotlightActionGroupData[] = [
    { group: words("recent"), actions: recents },
    { group: t("palette.screens"), actions: screens },
    { group: words("actions"), actions },
  ];
  if (found && settled.length >= 2) {
    groups.unshift(
      {
        group: t("palette.orders"),
        actions: found.orders.map((order) => ({
          id: order.id,
          label: order.number,
          description: order.customerName ?? "",
          keywords: typed,
          onClick: open(`/orders/${order.id}`, order.number),
        })),
      },
      {
        group: t("palette.products"),
        actions: found.products.map((product) => ({
          id: product.id,
          label: product.title,
          keywords: typed,
          onClick: open(`/products/${product.id}`, product.title),
        })),
      },
      {
        group: t("palette.customers"),
        actions: found.customers.map((customer) => ({
          id: customer.id,
          label: customer.name ?? customer.email ?? "",
          description: customer.email ?? "",
          keywords: typed,
          onClick: open(`/customers/${customer.id}`, customer.name ?? customer.email ?? ""),
        })),
      },
    );
  }
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      attributes={{ content: { "aria-label": t("search") } }}
      scrollable
      maxHeight={440}
      nothingFound={t("palette.nothing")}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
      }}
    />
  );
}
