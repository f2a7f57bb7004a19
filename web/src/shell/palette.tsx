/** mod+K: every screen and command by name, and whatever the hub finds by number, SKU or name. */
import "@mantine/spotlight/styles.css";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconBuildingStore, IconKeyboard, IconPlus, IconSearch, IconTruck, IconUpload } from "@tabler/icons-react";
import { useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { offersOfPage } from "../ui/page-offers.ts";
import { type Found, palette, paletteStore, useFinding } from "./palette/finding.ts";
import { offersFor } from "./palette/here.ts";
import { onPaletteOpen, showKeys } from "./palette-requested.ts";
import { recentlyOpened } from "./recent.ts";
import { useNavigation } from "./sidebar.tsx";

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

/** Orders, products and customers the hub found for the text; nothing here leaves them out again. */
function useFoundGroups(found: Found | undefined, typed: string): SpotlightActionGroupData[] {
  const { t } = useTranslation("shell/palette");
  const router = useRouter();
  if (!found) return [];
  const row = (id: string, to: string, label: string, description = "") => ({
    id,
    label,
    description,
    keywords: typed,
    onClick: () => void router.navigate({ href: to }),
  });
  return [
    {
      group: t("groups.orders"),
      actions: found.orders.map(({ id, number, customerName }) =>
        row(id, `/orders/${id}`, number, customerName ?? undefined),
      ),
    },
    {
      group: t("groups.products"),
      actions: found.products.map(({ id, title }) => row(id, `/products/${id}`, title)),
    },
    {
      group: t("groups.customers"),
      actions: found.customers.map(({ id, name, email }) =>
        row(id, `/customers/${id}`, name ?? email ?? "", email ?? undefined),
      ),
    },
  ];
}

/** Where one can go from here: what belongs to the page, what was opened lately, every screen. */
function usePages(go: (to: string) => () => void): SpotlightActionGroupData[] {
  const { t } = useTranslation("shell");
  const { t: texts } = useTranslation("shell/palette");
  const entries = useNavigation();
  const organizationId = useSession().organization?.id ?? "";
  const path = useRouterState({ select: (state) => state.location.pathname });
  const place = (id: string, to: string, label: string) => ({ id, label, onClick: go(to) });
  const signOf = (to: string) => {
    const Sign = entries.find((entry) => entry.to !== "/" && to.startsWith(entry.to))?.icon;
    return Sign && { leftSection: <Sign size={18} stroke={1.6} /> };
  };
  return [
    {
      group: texts("onThisPage"),
      actions: [
        ...offersOfPage().map(({ id, label, run }) => ({ id: `page ${id}`, label, onClick: run })),
        ...offersFor(path).map(({ word, to }) => place(`here ${to}`, to, texts(`here.${word}`))),
      ],
    },
    {
      group: texts("recent"),
      actions: recentlyOpened(organizationId)
        .filter(({ to }) => to !== path)
        .map(({ to, label }) => ({ ...place(`recent ${to}`, to, label), ...signOf(to) })),
    },
    {
      group: texts("groups.screens"),
      actions: entries.map(({ to, word, icon: Icon }) => ({
        ...place(to, to, t(`navigation.${word}`)),
        leftSection: <Icon size={18} stroke={1.6} />,
      })),
    },
  ];
}

export function Palette() {
  const { t } = useTranslation("shell");
  const router = useRouter();
  const { t: texts } = useTranslation("shell/palette");
  const finding = useFinding();
  const go = (to: string) => () => void router.navigate({ href: to });
  const found = useFoundGroups(finding.found, finding.typed);
  const places = usePages(go);
  const actions = useActions(go);
  // It was asked for before it was there.
  useEffect(() => onPaletteOpen(palette.open), []);
  const groups = [...found, ...places, { group: texts("actions"), actions }];
  const nothing = finding.hasFailed ? texts("failed") : texts("nothing");
  return (
    <Spotlight
      store={paletteStore}
      actions={groups.filter(({ actions }) => actions.length > 0)}
      query={finding.typed}
      onQueryChange={finding.onType}
      shortcut={null}
      attributes={{ content: { "aria-label": t("search") } }}
      scrollable
      maxHeight={440}
      nothingFound={finding.isWaiting ? texts("searching") : nothing}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: texts("placeholder"),
        "aria-label": texts("placeholder"),
        onKeyDownCapture: finding.onKey,
      }}
    />
  );
}
