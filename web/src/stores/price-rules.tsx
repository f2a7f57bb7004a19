/** How the store's prices follow from ours: rules tried in their order. */
import { Button, Stack, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowActions } from "../ui/row-actions.tsx";
import { currencyOf, priceRulesQuery, type Store } from "./data.ts";
import { PriceRuleDialog } from "./price-rule-dialog.tsx";

type Rule = Shape<"PriceRule">;

export function PriceRules({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const mayRead = may("view_costs");
  const { data: rules = [] } = useQuery({ ...priceRulesQuery(store.id), enabled: mayRead });
  const remove = useAction({
    run: (id: string) => hub.DELETE("/api/price-rules/{id}", ofId(id)),
    renews: [["prices"]],
    said: t("prices.removed"),
  });
  const mayEdit = may("edit_catalogue");
  // Rules tell by how much prices are above costs.
  if (!mayRead) return null;
  return (
    <Card
      help={<Help of="price_rule" />}
      title={t("prices.title")}
      actions={
        mayEdit && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setEdited("new")}
          >
            {t("prices.add")}
          </Button>
        )
      }
    >
      {rules.length === 0 ? (
        <Text size="sm">{t("prices.none")}</Text>
      ) : (
        <Stack gap="xs">
          <Quiet>{t("prices.text")}</Quiet>
          <Table>
            <Table.Tbody>
              {rules.map((rule) => (
                <Table.Tr key={rule.id}>
                  <Table.Td fw={600}>{rule.name}</Table.Td>
                  <Table.Td>
                    <RuleText rule={rule} currency={currencyOf(store)} />
                  </Table.Td>
                  <Table.Td style={{ textAlign: "end" }}>
                    {mayEdit && (
                      <RowActions
                        edit={{ label: t("prices.editOne", { name: rule.name }), onClick: () => setEdited(rule) }}
                        remove={{
                          label: t("prices.removeOne", { name: rule.name }),
                          isRunning: remove.isRunning,
                          onClick: () => remove.start(rule.id),
                        }}
                      />
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      )}
      {edited !== null && (
        <PriceRuleDialog store={store} rule={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Card>
  );
}

/** The rule as a sum: "price + 10 % + €1.00, ending .99". */
function RuleText({ rule, currency }: { readonly rule: Rule; readonly currency: string | undefined }) {
  const { t } = useTranslation("stores");
  const { money } = useFormat();
  const amount = (minor: number | string) => (currency === undefined ? String(minor) : money(minor, currency));
  const parts = [
    t(`prices.base.${rule.base}`),
    ...(Number(rule.markupPercent) === 0 ? [] : [t("prices.plusPercent", { percent: rule.markupPercent })]),
    ...(Number(rule.fixedMinor) === 0 ? [] : [t("prices.plusFixed", { amount: amount(rule.fixedMinor) })]),
    ...(rule.stepMinor === null
      ? []
      : [t("prices.rounded", { step: amount(rule.stepMinor), ending: amount(rule.endingMinor) })]),
    ...(rule.floorPercent === null ? [] : [t("prices.floor", { percent: rule.floorPercent })]),
    ...(rule.brand === null ? [] : [t("prices.onlyBrand", { brand: rule.brand })]),
  ];
  return <Text size="sm">{parts.join(" · ")}</Text>;
}
