/** What the store may show of our stock, how its prices follow from ours, and who wins where both changed something. */
import { SimpleGrid, Stack } from "@mantine/core";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Allocation } from "./allocation.tsx";
import type { Store } from "./data.ts";
import { ExchangeRate } from "./exchange-rate.tsx";
import { OrderWords } from "./order-words.tsx";
import { PriceRules } from "./price-rules.tsx";
import { policiesOf } from "./sync-values.ts";

export function RulesTab({ store }: { readonly store: Store }) {
  return (
    <Stack gap="md">
      <Allocation store={store} />
      <PriceRules store={store} />
      <ExchangeRate store={store} />
      <Policies store={store} />
      <OrderWords store={store} />
    </Stack>
  );
}

const EVERY = ["hub", "channel", "newest", "ask"] as const;
/** Who may win in each group. */
const CHOICES = {
  stock: EVERY,
  price: EVERY,
  content: EVERY,
  order: ["hub", "channel"],
  fulfilment: ["hub", "channel"],
  customer: ["hub", "channel", "newest"],
} as const;
type Group = keyof typeof CHOICES;
const GROUPS = Object.keys(CHOICES) as readonly Group[];

function Policies({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const policies = policiesOf(store);
  const save = useAction({
    run: (policy: Partial<Record<Group, string>>) =>
      body(hub.PATCH("/api/connections/{id}", { ...ofId(store.id), body: { settings: { policy } } })),
    renews: [["stores"]],
    said: t("sync.saved"),
  });
  return (
    <Card title={t("policy.title")} text={t("policy.text")}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {GROUPS.map((group) => (
            <OneOf
              key={group}
              label={t(`policy.group.${group}`)}
              description={t(`policy.helpOf.${group}.${policies[group]}`, {
                defaultValue: t(`policy.help.${policies[group]}`),
              })}
              inputWrapperOrder={["label", "input", "description"]}
              value={policies[group]}
              disabled={!may("connect") || save.isRunning}
              options={worded(CHOICES[group], (value) => t(`policy.choice.${value}`))}
              onChange={(policy) => save.start({ [group]: policy })}
            />
          ))}
        </SimpleGrid>
      </Stack>
    </Card>
  );
}
