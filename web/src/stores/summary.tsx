/** What a store is: its account at the platform, its currency, how its orders are numbered. */
import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { When } from "../ui/when.tsx";
import { currencyOf, type Store } from "./data.ts";

export function About({ store, hasWebhooks }: { readonly store: Store; readonly hasWebhooks: boolean }) {
  const { t } = useTranslation("stores");
  const account = store.facts["accountName"];
  const currency = currencyOf(store);
  const facts: (readonly [name: string, value: ReactNode])[] = [[t("about.platform"), store.providerName]];
  if (typeof account === "string" && account !== "" && account !== store.name && !/^https?:/.test(account))
    facts.push([t("about.account"), <bdi key="account">{account}</bdi>]);
  if (store.storeUrl !== null)
    facts.push([
      t("about.address"),
      <Anchor key="address" href={store.storeUrl} target="_blank" rel="noreferrer" size="sm" className="code">
        {store.storeUrl.replace(/^https?:\/\//, "")}
      </Anchor>,
    ]);
  if (currency !== undefined) facts.push([t("about.currency"), currency]);
  if (store.kind === "commerce" && store.orderPrefix !== "")
    facts.push([
      t("about.orders"),
      <span key="orders" className="code">
        {store.orderPrefix}-…
      </span>,
    ]);
  facts.push([t("columns.connected"), <When key="connected" at={store.createdAt} isExact />]);
  if (hasWebhooks)
    facts.push([
      t("about.firstWebhook"),
      store.firstWebhookAt === null ? t("about.noWebhook") : <When key="first" at={store.firstWebhookAt} isExact />,
    ]);
  if (store.grantExpiresAt !== null)
    facts.push([t("about.grantEnds"), <When key="grant" at={store.grantExpiresAt} isExact />]);
  return (
    <Card help={<Help of="channel" />} title={t("about.title")}>
      <Facts facts={facts} />
    </Card>
  );
}
