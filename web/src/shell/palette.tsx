/** mod+K: every screen and command by name, and whatever the hub finds by number, SKU or name. */
import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { onPaletteOpen } from "./palette-wanted.ts";
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

export function Palette() {
  const { t } = useTranslation("shell");
  const router = useRouter();
  const entries = useNavigation();
  const [words, setWords] = useState("");
  const [settled] = useDebouncedValue(words.trim(), 200);
  const { data: found } = useQuery({
    queryKey: ["palette", settled],
    queryFn: () => find(settled),
    enabled: settled.length >= 2,
  });
  const go = (to: string) => () => void router.navigate({ to });
  // It was asked for before it was there.
  useEffect(() => onPaletteOpen(spotlight.open), []);
  const screens = entries.map(({ to, word, icon: Icon }) => ({
    id: to,
    label: t(`navigation.${word}`),
    leftSection: <Icon size={18} stroke={1.6} />,
    onClick: go(to),
  }));
  const groups: SpotlightActionGroupData[] = [{ group: t("palette.screens"), actions: screens }];
  if (found && settled.length >= 2) {
    groups.unshift(
      {
        group: t("palette.orders"),
        actions: found.orders.map((order) => ({
          id: order.id,
          label: order.number,
          description: order.customerName ?? "",
          keywords: words,
          onClick: go(`/orders/${order.id}`),
        })),
      },
      {
        group: t("palette.products"),
        actions: found.products.map((product) => ({
          id: product.id,
          label: product.title,
          keywords: words,
          onClick: go(`/products/${product.id}`),
        })),
      },
      {
        group: t("palette.customers"),
        actions: found.customers.map((customer) => ({
          id: customer.id,
          label: customer.name ?? customer.email ?? "",
          description: customer.email ?? "",
          keywords: words,
          onClick: go(`/customers/${customer.id}`),
        })),
      },
    );
  }
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      query={words}
      onQueryChange={setWords}
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
