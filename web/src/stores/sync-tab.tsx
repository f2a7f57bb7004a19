/** What is kept in sync, how often it is looked at, and which way it flows. */
import { List, MultiSelect, SimpleGrid, Stack, Switch } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import type { Term } from "../help/terms.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick, fieldsOf } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { Store } from "./data.ts";
import { Publish } from "./publish.tsx";
import {
  changedSettings,
  FULFILLED_BY,
  ORDER_STATUSES,
  type PublishKey,
  type SyncValues,
  syncValuesOf,
  WEBHOOK_TOPICS,
} from "./sync-values.ts";

type Here = Omit<SyncValues, PublishKey>;
type Key<T> = { [K in keyof Here]: Here[K] extends T ? K : never }[keyof Here];

export function SyncTab({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { t: orders } = useTranslation("orders");
  const hubText = useHubMessages();
  const { may } = useSession();
  const stored = syncValuesOf(store);
  const [draft, setDraft] = useState<Partial<SyncValues>>({});
  const values: SyncValues = { ...stored, ...draft };
  const change = changedSettings(stored, values);
  const save = useAction({
    run: () => body(hub.PATCH("/api/stores/{id}", { ...ofId(store.id), body: { settings: change } })),
    renews: [["stores"]],
    done: () => {
      setDraft({});
    },
    said: t("sync.saved"),
  });
  const isFixed = !may("connect");
  const set = (part: Partial<SyncValues>) => setDraft({ ...draft, ...part });
  const toggle = (key: Key<boolean>) => (
    <Switch label={t(`sync.${key}`)} {...boundTick(values[key], (isOn) => set({ [key]: isOn }))} disabled={isFixed} />
  );
  const amount = (key: Key<number>, [min, max]: readonly [number, number]) => (
    <WholeNumber
      label={t(`sync.${key}`)}
      value={values[key]}
      min={min}
      max={max}
      disabled={isFixed}
      onChange={(value) => value !== null && set({ [key]: value })}
    />
  );
  const some = <Choice extends string>(
    key: Key<readonly string[]>,
    choices: readonly Choice[],
    label: (choice: Choice) => string,
  ) => (
    <MultiSelect
      label={t(`sync.${key}`)}
      placeholder={values[key].length === 0 ? t("sync.all") : ""}
      data={worded(choices, (value) => label(value))}
      value={[...values[key]]}
      disabled={isFixed}
      onChange={(chosen) => set({ [key]: chosen })}
    />
  );
  const field = fieldsOf(values, set);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Part help="order_filter" title={t("sync.orders")}>
          {toggle("ordersOn")}
          {toggle("ordersAlone")}
          {amount("ordersMinutes", [Math.min(5, stored.ordersMinutes), 1440])}
          {amount("unpaidMinutes", [0, 43_200])}
          {toggle("holdsTold")}
          {store.abilities?.takeDocuments === true && toggle("invoicesSent")}
          {some("orderStatuses", ORDER_STATUSES, (status) => orders(`status.${status}`))}
          <OneOf
            label={t("sync.ordersFulfilledBy")}
            {...field("ordersFulfilledBy")}
            disabled={isFixed}
            options={worded(FULFILLED_BY, (value) => t(`sync.fulfilledBy.${value}`))}
          />
          <Quiet>{t("sync.leftOut")}</Quiet>
        </Part>
        <Part help="sent" title={t("sync.stock")}>
          {toggle("stockOn")}
          {store.abilities?.marketplaceStock === true && (
            <OneOf
              label={t("sync.stockFulfilledBy")}
              description={t("sync.stockFulfilledByText")}
              {...field("stockFulfilledBy")}
              disabled={isFixed}
              options={worded(FULFILLED_BY, (value) => t(`sync.stockOf.${value}`))}
            />
          )}
          {toggle("stockAlone")}
          {amount("stockMinutes", [Math.min(30, stored.stockMinutes), 1440])}
          {amount("holdPercent", [1, 100])}
          {amount("holdLeast", [1, 100_000])}
        </Part>
        <Part help="link" title={t("sync.listings")}>
          {toggle("listingsOn")}
          {toggle("listingsAlone")}
          {toggle("severalItems")}
          {toggle("pricesOfNew")}
          <Quiet>{t("sync.pricesOfNewText")}</Quiet>
        </Part>
        <Part help="webhook" title={t("sync.webhooks")}>
          {toggle("webhooksOn")}
          {some("webhookTopics", WEBHOOK_TOPICS, (topic) => t(`sync.topic.${topic}`))}
          <Quiet>{t("sync.webhooksText")}</Quiet>
        </Part>
        <Publish store={store} values={values} isFixed={isFixed} set={set} />
      </SimpleGrid>
      {store.flows && (
        <Card help={<Help of="sync_directions" />} title={t("sync.flows")}>
          <List size="sm" spacing={6}>
            {store.flows.map(({ group, text, said: parts }) => (
              <List.Item key={group}>{hubText.parts(parts, text)}</List.Item>
            ))}
          </List>
        </Card>
      )}
      <SaveBar
        isChanged={Object.keys(change).length > 0}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setDraft({})}
      />
    </Stack>
  );
}

interface PartProps {
  readonly title: string;
  readonly help: Term;
  readonly children: ReactNode;
}

function Part({ title, help, children }: PartProps) {
  return (
    <Card title={title} help={<Help of={help} />}>
      <Stack gap="sm">{children}</Stack>
    </Card>
  );
}
