/** What the reports are asked by: days and stores, of what stands in the address. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { storesQuery } from "../data/reference-data.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { type Period, periodOf } from "../i18n/period.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";

const TICK_MS = 60_000;

function tick(changed: () => void): () => void {
  const timer = setInterval(changed, TICK_MS);
  return () => clearInterval(timer);
}

/** The organization's day; another one after its midnight. */
export function useToday(): string {
  const { zone } = useFormat();
  return useSyncExternalStore(tick, () => dayOf(new Date().toISOString(), zone));
}

export function usePeriod(): Period {
  const today = useToday();
  const { period } = useSearch({ strict: false }) as { readonly period?: string };
  return periodOf(period, today);
}

/** Several stores, and what is sold here without one. */
export function useStoreFilter(): readonly FilterField[] {
  const { t } = useTranslation(["reports", "home"]);
  const { data: stores = [] } = useQuery(storesQuery);
  const options = named(stores.filter(({ state }) => state !== "draft"));
  const hub = { value: "hub", label: t("home:hub") };
  return [{ name: "storeId", label: t("store"), kind: "choices", options: [...options, hub] }];
}
