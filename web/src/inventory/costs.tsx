/** How sold units are costed, and what was sold without anybody knowing its cost. */
import { Button, Group, Radio, Stack, Table, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CostField } from "../costs/cost-field.tsx";
import { costSettingsQuery, missingCostsQuery, useCostsChanged } from "../costs/queries.ts";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { plainDecimalOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { TableHead } from "../ui/table-head.tsx";
import { When } from "../ui/when.tsx";
import { CostFileDialog } from "./cost-file.tsx";
import { Frame } from "./frame.tsx";

const METHODS = ["latest", "average", "fifo"] as const;
type Method = (typeof METHODS)[number];

export function Costs() {
  const { t } = useTranslation("costs");
  const { may } = useSession();
  const [isReading, setReading] = useState(false);
  return (
    <Frame actions={may("edit_catalogue") && <Button onClick={() => setReading(true)}>{t("file.open")}</Button>}>
      <Stack>
        <MethodCard />
        <MissingCard />
      </Stack>
      {isReading && <CostFileDialog onClose={() => setReading(false)} />}
    </Frame>
  );
}

function MethodCard() {
  const { t } = useTranslation("costs");
  const { may } = useSession();
  const client = useQueryClient();
  const { data: settings } = useQuery(costSettingsQuery);
  const [chosen, setChosen] = useState<Method | null>(null);
  const choose = useAction({
    run: (method: Method) => body(hub.PUT("/api/costs/settings", { body: { method } })),
    done: (saved) => {
      client.setQueryData(costSettingsQuery.queryKey, saved);
      setChosen(null);
    },
    said: t("method.saved"),
  });
  if (!settings) return <RowsSkeleton />;
  return (
    <Card help={<Help of="costing_method" />} title={t("method.title")}>
      <Radio.Group
        aria-label={t("method.title")}
        value={settings.method}
        onChange={(value) => setChosen(METHODS.find((method) => method === value) ?? null)}
      >
        <Stack gap="xs">
          {METHODS.map((method) => (
            <Radio
              key={method}
              value={method}
              label={t(`method.${method}`)}
              description={t(`method.${method}Text`)}
              disabled={!may("edit_catalogue")}
            />
          ))}
          {settings.since !== null && (
            <Quiet size="xs" component="div">
              {t("method.since")} <When at={settings.since} isExact />
            </Quiet>
          )}
        </Stack>
      </Radio.Group>
      {chosen && chosen !== settings.method && (
        <Confirm
          isSafe
          title={t(`method.${chosen}`)}
          text={t("method.confirmText")}
          label={t("method.confirm")}
          isRunning={choose.isRunning}
          onConfirm={() => choose.start(chosen)}
          onClose={() => setChosen(null)}
        />
      )}
    </Card>
  );
}

function MissingCard() {
  const { t } = useTranslation("costs");
  const { may } = useSession();
  const changed = useCostsChanged();
  const missing = useQuery(missingCostsQuery);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const costs = Object.entries(typed).flatMap(([variantId, text]) => {
    const unitCost = text.trim() === "" ? null : plainDecimalOf(text);
    return unitCost === null || unitCost.startsWith("-") ? [] : [{ variantId, unitCost }];
  });
  const fill = useAction({
    run: () => body(hub.POST("/api/costs/missing", { body: { costs } })),
    done: async () => {
      await changed();
      setTyped({});
    },
    said: ({ items }) => t("missing.saved", { count: items.filter(({ ok }) => ok).length }),
  });
  if (missing.isError) return <ProblemNotice error={missing.error} onRetry={() => void missing.refetch()} />;
  if (!missing.data) return <RowsSkeleton />;
  const { items, nextCursor } = missing.data;
  return (
    <Card help={<Help of="cost" />} title={t("missing.title")} isFlush>
      {items.length === 0 ? (
        <Empty icon={IconCircleCheck} title={t("missing.emptyTitle")} text={t("missing.emptyText")} />
      ) : (
        <Stack gap="xs" pb="sm">
          <Text size="sm" c="var(--quiet)" px="md">
            {t("missing.text")}
          </Text>
          <Table.ScrollContainer minWidth={320} type="native" tabIndex={0}>
            <Table aria-label={t("missing.title")}>
              <TableHead words={[t("missing.item")]} figures={[t("missing.unitCost")]} />
              <Table.Tbody>
                {items.map((item) => (
                  <Table.Tr key={item.variantId} data-row>
                    <Table.Td>
                      <LinkAnchor to="/products/$id" params={{ id: item.productId }} size="sm" dir="auto">
                        {item.title}
                      </LinkAnchor>
                      <Text size="xs" c="dimmed" className="code">
                        {item.sku}
                      </Text>
                      <Quiet size="xs" component="div">
                        {item.orders >= MOST_COUNTED
                          ? t("missing.soldOften", { count: MOST_COUNTED })
                          : t("missing.sold", { count: item.orders })}{" "}
                        · {t("missing.firstSold")} <When at={item.firstSoldAt} />
                      </Quiet>
                      {item.isBundle && <Quiet size="xs">{t("missing.bundle")}</Quiet>}
                    </Table.Td>
                    <Table.Td>
                      <Group justify="flex-end">
                        <CostField
                          label={t("missing.unitCostOf", { sku: item.sku })}
                          currency={item.currency}
                          isLabelHidden
                          isDisabled={!may("edit_catalogue")}
                          value={typed[item.variantId] ?? ""}
                          onChange={(text) => setTyped({ ...typed, [item.variantId]: text })}
                        />
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {nextCursor !== null && (
            <Text size="sm" c="var(--quiet)" px="md">
              {t("missing.more")}
            </Text>
          )}
        </Stack>
      )}
      <SaveBar
        isChanged={costs.length > 0}
        isSaving={fill.isRunning}
        onSave={() => fill.start()}
        onUndo={() => setTyped({})}
      />
    </Card>
  );
}

/** So many orders are counted, as the hub says. */
const MOST_COUNTED = 50;
