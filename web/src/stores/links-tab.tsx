/** The store's items and what of ours each stands for: suggestions to judge, links with their switches, what is not linked. */
import { Button, Group, Stack, Switch, Text, Tooltip } from "@mantine/core";
import { IconLink, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Issues } from "../listings/issues.tsx";
import { Undecided } from "../listings/undecided.tsx";
import { starts } from "../ui/action.ts";
import { Empty } from "../ui/empty.tsx";
import { boundTick } from "../ui/field.ts";
import type { BulkAction } from "../ui/list/bulk-action.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { linkCountsQuery, type Store } from "./data.ts";
import { AS_CHANNEL, ItemStockRuleFields } from "./item-stock-rule.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { bulkLinks, createProducts, type Link, settleStock, useSuggest, useSwitch } from "./links.ts";
import { Review } from "./review.tsx";
import { WhyDialog } from "./why-dialog.tsx";

export function LinksTab({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const { may } = useSession();
  const [linking, setLinking] = useState<Link | null>(null);
  const [request, setRequest] = useState<Link | null>(null);
  const counts = useQuery(linkCountsQuery(store.id)).data ?? {};
  const suggest = useSuggest(store.id);
  const view = (
    id: string,
    name: "mapped" | "unmapped" | "ignored" | "gone" | "undecided",
    filter: Record<string, string>,
  ) => {
    const count = counts[name];
    const label = t(`links.state.${name}`);
    return { id, label: typeof count === "number" ? `${label} (${number(count)})` : label, filter };
  };
  return (
    <Stack gap="md">
      <Review store={store} />
      <ListScreen
        subject="mappings"
        path="/api/stores/{id}/mappings"
        params={{ id: store.id }}
        label={t("tabs.links")}
        columns={useLinkColumns(store, setRequest)}
        nameOf={({ productTitle, sku }) => sku ?? productTitle}
        searchLabel={t("links.search")}
        filters={useLinkFilters()}
        views={[
          view("linked", "mapped", { state: "mapped" }),
          view("unlinked", "unmapped", { state: "unmapped" }),
          view("ignored", "ignored", { state: "ignored" }),
          view("gone", "gone", { gone: "true" }),
          view("undecided", "undecided", { undecided: "true" }),
        ]}
        bulk={useBulk(store.id)}
        {...(may("edit_catalogue") && {
          rowActions: (link: Link) => (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("links.changeOne", {
                action: t(link.state === "mapped" ? "links.change" : "links.link"),
                name: link.sku ?? link.productTitle,
              })}
              onClick={() => setLinking(link)}
            >
              {t(link.state === "mapped" ? "links.change" : "links.link")}
            </Button>
          ),
        })}
        tools={
          may("edit_catalogue") && (
            <Button variant="default" leftSection={<IconSparkles size={16} aria-hidden />} {...starts(suggest)}>
              {t("links.suggest")}
            </Button>
          )
        }
        empty={<Empty icon={IconLink} title={t("links.empty.title")} text={t("links.empty.text")} />}
      />
      {linking && <LinkDialog storeId={store.id} link={linking} onClose={() => setLinking(null)} />}
      {request && <WhyDialog link={request} onClose={() => setRequest(null)} />}
    </Stack>
  );
}

const MEANING: Record<Link["state"], Meaning> = {
  unmapped: "attention",
  suggested: "information",
  mapped: "good",
  ignored: "neutral",
};

function LinkState({ link }: { readonly link: Link }) {
  const { t } = useTranslation("stores");
  const isBlocked = link.goneAt === null && link.issues.some(({ blocks }) => blocks);
  return (
    <Stack gap={2}>
      <Status meaning={link.goneAt === null ? MEANING[link.state] : "attention"}>
        {t(link.goneAt === null ? `links.state.${link.state}` : "links.state.gone")}
      </Status>
      {isBlocked && <Status meaning="attention">{t("links.state.blocked")}</Status>}
      <Issues issues={link.issues} />
    </Stack>
  );
}

function useLinkColumns({ abilities }: Store, onWhy: (link: Link) => void): readonly Column<Link>[] {
  const { t } = useTranslation("stores");
  return [
    column.title("item", t("links.columns.item"), (link) => <Item link={link} />, {
      sort: "newest",
      sortUp: "oldest",
      isUpFirst: true,
    }),
    column.state("state", t("links.columns.state"), (link) => <LinkState link={link} />, { width: 130 }),
    column.fact(
      "ours",
      t("links.columns.ours"),
      ({ variantSku, suggestedSku }) => (
        <span className="code">{variantSku ?? (suggestedSku === null ? "–" : `(${suggestedSku})`)}</span>
      ),
      { width: 110 },
    ),
    column.plain("sends", t("links.columns.sends"), (link) => <Switches link={link} abilities={abilities} />),
    column.figure("shown", t("links.columns.shown"), (link) => <Shown link={link} onWhy={() => onWhy(link)} />),
  ];
}

function Item({ link }: { readonly link: Shape<"Mapping"> }) {
  return (
    <Stack gap={0}>
      <Text size="sm" fw={600} dir="auto" style={{ overflowWrap: "anywhere" }}>
        {link.productTitle}
        {link.title !== "" && link.title !== link.productTitle && ` · ${link.title}`}
      </Text>
      <Text size="xs" c="var(--quiet)" className="code">
        {link.sku ?? link.barcode ?? link.extKey}
      </Text>
      {link.stockWaits && !link.awaitsNumber && link.goneAt === null && (
        <Undecided
          item={{
            listingId: link.id,
            storeId: link.storeId,
            name: link.sku ?? link.productTitle,
            ours: link.undecided?.ours ?? null,
            theirs: link.observed === null ? null : (link.undecided?.theirs ?? link.observed),
          }}
        />
      )}
    </Stack>
  );
}

// What the channel has to be able to take for each switch.
const NEEDS = { stockSync: "stock", priceSync: "prices", contentSync: "putProducts" } as const;

function Switches({ link, abilities }: { readonly link: Link; readonly abilities: Store["abilities"] }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const change = useSwitch(link);
  if (link.state !== "mapped") return "–";
  return (
    <Stack gap={4}>
      <Group gap="sm" wrap="nowrap">
        {(["stockSync", "priceSync", "contentSync"] as const).map((name) => {
          const isTaken = abilities?.[NEEDS[name]] !== false;
          return (
            <Switch
              key={name}
              size="xs"
              label={t(`links.switch.${name}`)}
              aria-label={`${t(`links.switch.${name}`)}: ${link.sku ?? link.productTitle}`}
              {...boundTick(link[name] && isTaken, (isOn) => change.start({ [name]: isOn }))}
              disabled={!may("edit_catalogue") || !isTaken}
            />
          );
        })}
      </Group>
      {link.stockWaits && link.awaitsNumber && <Status meaning="attention">{t("links.awaitsNumber")}</Status>}
    </Stack>
  );
}

/** The number the channel has; a click tells how it came about. */
function Shown({ link, onWhy }: { readonly link: Link; onWhy(): void }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  if (link.marketplaceUnits !== null)
    return (
      <Stack gap={0} align="flex-end">
        <span>{number(link.marketplaceUnits)}</span>
        <Quiet size="xs">{t("links.atMarketplace")}</Quiet>
      </Stack>
    );
  if (link.state !== "mapped") return link.observed === null ? "–" : number(link.observed);
  const shown = link.expected ?? link.observed;
  const isOnItsWay = link.desired !== null && link.desired !== shown;
  const text = `${shown === null ? "–" : number(shown)}${isOnItsWay ? ` → ${number(link.desired ?? 0)}` : ""}`;
  return (
    <Tooltip label={link.stockError ?? t("links.why")} multiline maw={320}>
      <Button
        size="compact-sm"
        variant="subtle"
        {...(link.stockError !== null && { color: "red" })}
        aria-label={t("links.whyOne", { shown: text, name: link.sku ?? link.productTitle })}
        onClick={onWhy}
      >
        {text}
      </Button>
    </Tooltip>
  );
}

function useLinkFilters(): readonly FilterField[] {
  const { t } = useTranslation("stores");
  return [
    choice("state", t("links.columns.state"), ["mapped", "unmapped", "suggested", "ignored"], (value) =>
      t(`links.state.${value}`),
    ),
    { name: "gone", label: t("links.state.gone"), kind: "flag" },
    { name: "blocked", label: t("links.state.blocked"), kind: "flag" },
    { name: "undecided", label: t("links.state.undecided"), kind: "flag" },
  ];
}

type BulkName =
  | ("unmap" | "ignore" | "stockOn" | "stockOff" | "priceOn" | "priceOff")
  | ("create" | "useOurs" | "useTheirs" | "ownRule" | "channelRule");

function useBulk(storeId: string): readonly BulkAction[] {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [rule, setRule] = useState(AS_CHANNEL);
  if (!may("edit_catalogue")) return [];
  const label = (name: BulkName) => (count: number | null) =>
    count === null ? t(`links.bulkAll.${name}`) : t(`links.bulk.${name}`, { count });
  const switches = (
    id: "stockOn" | "stockOff" | "priceOn" | "priceOff",
    change: { readonly stockSync?: boolean; readonly priceSync?: boolean },
  ): BulkAction => ({
    id,
    label: label(id),
    run: (listingIds) => bulkLinks(storeId, { action: "switch", listingIds: [...listingIds], ...change }),
  });
  return [
    {
      id: "create",
      label: label("create"),
      confirm: () => t("links.createText"),
      run: (ids) => createProducts(storeId, ids),
    },
    switches("stockOn", { stockSync: true }),
    switches("stockOff", { stockSync: false }),
    switches("priceOn", { priceSync: true }),
    switches("priceOff", { priceSync: false }),
    ...(["useOurs", "useTheirs"] as const).map((id) => ({
      id,
      label: label(id),
      confirm: () => t(`links.settleText.${id}`),
      run: (ids: readonly string[]) => settleStock(storeId, id === "useOurs" ? "hub" : "channel", ids),
    })),
    {
      id: "ownRule",
      label: label("ownRule"),
      confirm: () => t("links.ownRuleText"),
      fields: <ItemStockRuleFields rule={rule} onChange={setRule} />,
      isReady: Object.values(rule).some((part) => part !== null),
      run: (listingIds) => bulkLinks(storeId, { action: "allocation", listingIds: [...listingIds], ...rule }),
    },
    {
      id: "channelRule",
      label: label("channelRule"),
      run: (listingIds) => bulkLinks(storeId, { action: "clear_allocation", listingIds: [...listingIds] }),
    },
    {
      id: "ignore",
      label: label("ignore"),
      run: (listingIds) => bulkLinks(storeId, { action: "ignore", listingIds: [...listingIds] }),
    },
    {
      id: "unmap",
      label: label("unmap"),
      confirm: () => t("links.unmapText"),
      isDestructive: true,
      run: (listingIds) => bulkLinks(storeId, { action: "unmap", listingIds: [...listingIds] }),
    },
  ];
}
