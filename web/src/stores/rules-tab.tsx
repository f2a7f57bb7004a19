/** What the store may show of our stock, how its prices follow from ours, and who wins where both changed something. */
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { CONTENT_FIELDS, type ContentField } from "../../../src/commerce/content-fields.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Allocation } from "./allocation.tsx";
import { ChannelLocations } from "./channel-locations.tsx";
import type { Store } from "./data.ts";
import { ExchangeRate } from "./exchange-rate.tsx";
import { PriceRules } from "./price-rules.tsx";
import { StatusTexts } from "./status-texts.tsx";
import { fieldPoliciesOf, policiesOf } from "./sync-values.ts";

export function RulesTab({ store }: { readonly store: Store }) {
  return (
    <Stack gap="md">
      <Allocation store={store} />
      <ChannelLocations store={store} />
      <PriceRules store={store} />
      <ExchangeRate store={store} />
      <Policies store={store} />
      <StatusTexts store={store} />
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
      body(hub.PATCH("/api/stores/{id}", { ...ofId(store.id), body: { settings: { policy } } })),
    renews: [["stores"]],
    said: t("sync.saved"),
  });
  return (
    <Card help={<Help of="conflict_rules" />} title={t("policy.title")} text={t("policy.text")}>
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
        <FieldPolicies store={store} />
      </Stack>
    </Card>
  );
}

/** Where single fields of the content are decided otherwise. */
function FieldPolicies({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const own = fieldPoliciesOf(store);
  const save = useAction({
    run: (fields: typeof own) =>
      body(hub.PATCH("/api/stores/{id}", { ...ofId(store.id), body: { settings: { policy: { fields } } } })),
    renews: [["stores"]],
    said: t("sync.saved"),
  });
  const choose = (field: ContentField, choice: (typeof EVERY)[number] | "content") => {
    const { [field]: _, ...others } = own;
    save.start(choice === "content" ? others : { ...others, [field]: choice });
  };
  return (
    <Stack gap="xs" component="section" aria-label={t("policy.byField")}>
      <Text fw={600} size="sm">
        {t("policy.byField")}
      </Text>
      <Quiet>{t("policy.byFieldText")}</Quiet>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {CONTENT_FIELDS.map((field) => (
          <OneOf
            key={field}
            label={t(`policy.field.${field}`)}
            value={own[field] ?? "content"}
            disabled={!may("connect") || save.isRunning}
            options={worded(["content", ...EVERY], (value) =>
              value === "content" ? t("policy.asContent") : t(`policy.choice.${value}`),
            )}
            onChange={(choice) => choose(field, choice)}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
