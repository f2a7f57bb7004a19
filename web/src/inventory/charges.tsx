/** Freight and the like of a purchase: its lines bear them, also when they are billed after the goods came. */
import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCostsChanged } from "../costs/queries.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { fieldsOf } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { LeaveGuard } from "../ui/leave-guard.tsx";
import { MoneyField } from "../ui/money-field.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { documentQuery } from "./queries.ts";

type StockDocument = Shape<"StockDocument">;
type Charge = Omit<StockDocument["charges"][number], "amountMinor"> & { readonly amountMinor: number | null };

const KINDS = ["freight", "duty", "insurance", "other"] as const;
const SPREADS = ["value", "quantity", "weight"] as const;

export function ChargesCard({ paper }: { readonly paper: StockDocument }) {
  const { t } = useTranslation("costs");
  const { organization, may } = useSession();
  const client = useQueryClient();
  const costsChanged = useCostsChanged();
  const [draft, setDraft] = useState<readonly Charge[] | null>(null);
  const charges = draft ?? paper.charges;
  const isEditable = paper.state !== "reversed" && may("edit_catalogue");
  const save = useFormAction({
    run: (all: readonly Charge[]) =>
      body(
        hub.PUT("/api/stock-documents/{id}/charges", {
          ...ofId(paper.id),
          body: { charges: all.map((charge) => ({ ...charge, amountMinor: charge.amountMinor ?? 0 })) },
        }),
      ),
    done: async (saved) => {
      client.setQueryData(documentQuery(paper.id).queryKey, saved);
      await costsChanged();
      setDraft(null);
    },
    said: t("charges.saved"),
  });
  const set = (index: number, change: Partial<Charge>) =>
    setDraft(charges.map((charge, at) => (at === index ? { ...charge, ...change } : charge)));
  const currency = paper.lines.find((line) => line.currency !== null)?.currency ?? organization?.currency ?? "USD";
  const added: Charge = { kind: "freight", amountMinor: null, currency, spread: "value" };
  return (
    <Card help={<Help of="landed_cost" />} title={t("charges.title")} text={t("charges.text")}>
      <Stack gap="sm">
        {charges.length === 0 && !isEditable && <Text size="sm">{t("charges.none")}</Text>}
        {charges.map((charge, index) => {
          const Row = isEditable ? ChargeFields : ChargeFact;
          return (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: charges have no name but their place
              key={index}
              charge={charge}
              n={index + 1}
              onChange={(change) => set(index, change)}
              onRemove={() => setDraft(charges.filter((_, at) => at !== index))}
            />
          );
        })}
        {save.error !== null && <ProblemNotice error={save.error} />}
        {isEditable && (
          <Group>
            <Button variant="default" size="xs" onClick={() => setDraft([...charges, added])}>
              {t("charges.add")}
            </Button>
            {draft && (
              <Keep
                isReady={draft.every(({ amountMinor }) => amountMinor !== null && amountMinor > 0)}
                isRunning={save.isRunning}
                onKeep={() => save.start(draft)}
                onDiscard={() => {
                  setDraft(null);
                  save.reset();
                }}
              />
            )}
          </Group>
        )}
        <LeaveGuard isChanged={draft !== null} isSaving={save.isRunning} />
      </Stack>
    </Card>
  );
}

interface FieldsProps {
  readonly charge: Charge;
  readonly n: number;
  onChange(change: Partial<Charge>): void;
  onRemove(): void;
}

interface KeepProps {
  readonly isReady: boolean;
  readonly isRunning: boolean;
  onKeep(): void;
  onDiscard(): void;
}

function Keep({ isReady, isRunning, onKeep, onDiscard }: KeepProps) {
  const { t } = useTranslation("costs");
  return (
    <>
      <Button size="xs" loading={isRunning} disabled={!isReady} onClick={onKeep}>
        {t("charges.save")}
      </Button>
      <Button size="xs" variant="subtle" onClick={onDiscard}>
        {t("charges.undo")}
      </Button>
    </>
  );
}

function ChargeFact({ charge }: FieldsProps) {
  const { t } = useTranslation("costs");
  return (
    <Group justify="space-between">
      <Text size="sm">
        {t(`charges.kinds.${charge.kind}`)} ({t(`charges.spreads.${charge.spread}`)})
      </Text>
      <Amount minor={charge.amountMinor} currency={charge.currency} />
    </Group>
  );
}

function ChargeFields({ charge, n, onChange, onRemove }: FieldsProps) {
  const { t } = useTranslation("costs");
  const field = fieldsOf(charge, onChange);
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <SimpleGrid cols={2} spacing="xs" style={{ flexGrow: 1 }}>
        <OneOf
          size="xs"
          label={t("charges.kind")}
          options={worded(KINDS, (kind) => t(`charges.kinds.${kind}`))}
          {...field("kind")}
        />
        <MoneyField size="xs" label={t("charges.amount")} currency={charge.currency} {...field("amountMinor")} />
        <OneOf
          size="xs"
          label={t("charges.spread")}
          options={worded(SPREADS, (spread) => t(`charges.spreads.${spread}`))}
          {...field("spread")}
        />
        <CurrencySelect size="xs" label={t("charges.currency")} {...field("currency")} />
      </SimpleGrid>
      <IconAction icon={IconTrash} label={t("charges.remove", { n })} onClick={onRemove} />
    </Group>
  );
}
