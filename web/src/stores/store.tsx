/** A store's page: what it is doing, what happened, what is linked, what goes where. */
import { ScrollArea, Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useEffect } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { ShipFromNotice } from "../shipments/ship-from-notice.tsx";
import { bringIntoView } from "../ui/bring-into-view.ts";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton, RowsSkeleton } from "../ui/skeletons.tsx";
import { StoreState } from "../ui/store-state.tsx";
import { fileKindsQuery, isByFiles, type Store, storeQuery, useProvider } from "./data.ts";
import { GoneNotice } from "./gone-notice.tsx";
import { hasWebhooks } from "./has-webhooks.ts";
import { StoreHeaderActions } from "./header.tsx";
import { readTab, type TabId } from "./read-tab.ts";
import { SandboxMark } from "./status.tsx";

const route = getRouteApi("/app/channels/$id");

interface Tab {
  readonly id: TabId;
  readonly screen: ComponentType<{ readonly store: Store }>;
  /** Other accounts (couriers, advertising) have no items; few stores work by files. */
  readonly of?: "shops" | "files";
  /** Says nothing of a store the hub asks nothing of. */
  readonly isOfAsked?: true;
  /** Of channels that tell the hub what happens. */
  readonly isOfTold?: true;
  /** What happened there, also after it was deleted. */
  readonly isOfPast?: true;
}

const TABS: readonly Tab[] = [
  { id: "health", screen: lazy(async () => ({ default: (await import("./health-tab.tsx")).HealthTab })) },
  {
    id: "metrics",
    isOfAsked: true,
    screen: lazy(async () => ({ default: (await import("../metrics/store-metrics.tsx")).StoreMetrics })),
  },
  {
    id: "activity",
    isOfPast: true,
    screen: lazy(async () => ({ default: (await import("./activity-tab.tsx")).ActivityTab })),
  },
  {
    id: "deliveries",
    isOfAsked: true,
    isOfTold: true,
    isOfPast: true,
    screen: lazy(async () => ({ default: (await import("./deliveries-tab.tsx")).DeliveriesTab })),
  },
  { id: "links", of: "shops", screen: lazy(async () => ({ default: (await import("./links-tab.tsx")).LinksTab })) },
  { id: "rules", of: "shops", screen: lazy(async () => ({ default: (await import("./rules-tab.tsx")).RulesTab })) },
  {
    id: "sync",
    of: "shops",
    isOfAsked: true,
    screen: lazy(async () => ({ default: (await import("./sync-tab.tsx")).SyncTab })),
  },
  { id: "settings", screen: lazy(async () => ({ default: (await import("./settings-tab.tsx")).SettingsTab })) },
  { id: "files", of: "files", screen: lazy(async () => ({ default: (await import("./files-tab.tsx")).FilesTab })) },
];

export function StorePage() {
  const { t } = useTranslation("stores");
  const { id } = route.useParams();
  const search: Readonly<Record<string, string | undefined>> = route.useSearch();
  const navigate = useNavigate();
  const { data: store, error, refetch } = useQuery(storeQuery(id));
  const isShop = store?.kind === "commerce";
  const kinds = useQuery(fileKindsQuery(id)).data;
  const provider = useProvider(id);
  const client = useQueryClient();
  // What a tab shows is asked for beside the store itself, not after it.
  const requested = JSON.stringify(search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its text stands for the search
  useEffect(() => {
    // Known from the list it was opened from: of a deleted channel there is nothing but what happened.
    if (store?.state !== "deleted") readTab(client, id, search);
  }, [client, id, requested]);
  const hasFiles = kinds !== undefined && (kinds.stock !== null || kinds.imports.length > 0);
  const above = { label: t("title"), to: "/channels" };
  if (error !== null && !store)
    return (
      <Page title={t("title")} above={above}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  if (!store) return <PageSkeleton />;
  const isFiles = isByFiles(store, provider);
  const isGone = store.state === "deleted";
  const existing = TABS.filter((tab) => !isGone || tab.isOfPast)
    .filter((tab) => !tab.isOfTold || hasWebhooks(provider))
    .filter((tab) => (tab.of === "files" ? hasFiles : tab.of === undefined || isShop));
  // Where everything comes and goes by files they stand first, and what tells of calls is left out.
  const tabs = isFiles
    ? existing.filter((tab) => !tab.isOfAsked).toSorted((a, b) => Number(b.of === "files") - Number(a.of === "files"))
    : existing;
  const shown = tabs.find((tab) => tab.id === search["tab"]) ?? tabs[0];
  return (
    <Page
      title={store.name}
      above={above}
      state={
        <>
          <StoreState {...store} />
          <SandboxMark store={store} />
        </>
      }
      actions={<StoreHeaderActions store={store} />}
    >
      {isGone && <GoneNotice store={store} />}
      {store.kind === "logistics" && !isGone && <ShipFromNotice />}
      <Tabs
        value={shown?.id ?? null}
        onChange={(tab) =>
          void navigate({ to: "/channels/$id", params: { id }, search: { tab: tab ?? undefined }, replace: true })
        }
        keepMounted={false}
      >
        <ScrollArea type="never">
          <Tabs.List style={{ flexWrap: "nowrap", minWidth: "max-content" }} aria-label={t("tabs.label")}>
            {tabs.map((tab) => (
              <Tabs.Tab key={tab.id} value={tab.id} className="nowrap" ref={tab === shown ? bringIntoView : null}>
                {t(`tabs.${tab.id}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </ScrollArea>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab.id} value={tab.id} pt="md">
            <Suspense fallback={<RowsSkeleton />}>
              <tab.screen store={store} />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
