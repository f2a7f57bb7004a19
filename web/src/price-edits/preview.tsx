/** Old and new prices side by side, and how many of them are below what the goods cost. */
import { Group, Text } from "@mantine/core";
import { useSession } from "../data/session.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { ItemCell } from "../ui/list/cells.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import type { Previewed } from "./queries.ts";

type Row = Previewed["items"][number];

export function Preview({ found }: { readonly found: Previewed }) {
  const { t } = useTranslation("price-edits");
  return (
    <Card title={t("preview")} isFlush>
      <Group gap="md" p="md">
        <Counts found={found} />
        {found.belowCost === null && <Quiet size="xs">{t("costsHidden")}</Quiet>}
      </Group>
      {found.items.length === 0 ? (
        <Text size="sm" p="md">
          {t("nothing")}
        </Text>
      ) : (
        <Rows items={found.items} />
      )}
      {found.items.length < found.changed + found.refused && (
        <Group p="md">
          <Quiet size="xs">
            {t("count.shown", { count: found.items.length })} {found.more && t("count.more")}
          </Quiet>
        </Group>
      )}
    </Card>
  );
}

function Counts({ found }: { readonly found: Previewed }) {
  const { t } = useTranslation("price-edits");
  const { variants, changed, refused, otherCurrency } = found;
  const belowCost = found.belowCost ?? 0;
  const belowMinimum = found.belowMinimum ?? 0;
  const unchanged = variants - changed - refused - otherCurrency;
  const counts: readonly (readonly [Meaning, number, string])[] = [
    ["information", changed, t("count.changed", { count: changed })],
    ["neutral", unchanged, t("count.unchanged", { count: unchanged })],
    ["failed", refused, t("count.refused", { count: refused })],
    ["neutral", otherCurrency, t("count.otherCurrency", { count: otherCurrency })],
    ["attention", belowCost, t("count.belowCost", { count: belowCost })],
    ["attention", belowMinimum, t("count.belowMinimum", { count: belowMinimum })],
  ];
  return counts.map(([meaning, count, text]) =>
    count === 0 ? null : (
      <Status key={text} meaning={meaning}>
        {text}
      </Status>
    ),
  );
}

function Rows({ items }: { readonly items: readonly Row[] }) {
  const { t } = useTranslation("price-edits");
  const { may } = useSession();
  return (
    <PlainList
      label={t("preview")}
      rows={items}
      rowKey={({ variantId }) => variantId}
      columns={(column) => [
        column.title("item", t("columns.item"), (row: Row) => <ItemCell title={row.title} sku={row.sku} />),
        column.amount("before", t("columns.before"), ({ beforeMinor }: Row) => beforeMinor),
        column.figure("after", t("columns.after"), ({ afterMinor, currency, error }: Row) =>
          afterMinor === null || error !== null ? (
            "–"
          ) : (
            <b>
              <Amount minor={afterMinor} currency={currency} />
            </b>
          ),
        ),
        ...(may("view_costs") ? [column.amount("cost", t("columns.cost"), ({ costMinor }: Row) => costMinor)] : []),
        column.state("note", t("columns.note"), (row: Row) => <Note row={row} />),
      ]}
    />
  );
}

function Note({ row }: { readonly row: Row }) {
  const { t } = useTranslation("price-edits");
  const hubText = useHubMessages();
  if (row.error !== null) {
    const { message, said: ref } = row.error;
    return <Status meaning="failed">{ref ? hubText.message(ref, message) : message}</Status>;
  }
  if (row.isBelowCost) return <Status meaning="attention">{t("note.belowCost")}</Status>;
  return row.isBelowMinimum ? <Status meaning="attention">{t("note.belowMinimum")}</Status> : null;
}
