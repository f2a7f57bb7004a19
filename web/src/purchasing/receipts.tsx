/** The deliveries of an order: the stock documents that brought its units. */

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { DocumentState } from "../inventory/documents.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { When } from "../ui/when.tsx";
import type { Order } from "./draft.ts";
import { receiptsOf } from "./queries.ts";

export function Receipts({ order }: { readonly order: Order }) {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  const { data: receipts = [] } = useQuery(receiptsOf(order.id));
  if (receipts.length === 0)
    return (
      <Card title={t("receipts")}>
        <Text size="sm">{t("noReceipts")}</Text>
      </Card>
    );
  return (
    <Card title={t("receipts")} isFlush>
      <PlainList
        label={t("receipts")}
        rows={receipts}
        columns={(column) => [
          column.title("receipt", t("columns.receipt"), (receipt) => (
            <LinkAnchor to="/inventory/documents/$id" params={{ id: receipt.id }} size="sm" className="code">
              {receipt.number}
            </LinkAnchor>
          )),
          column.state("state", t("columns.state"), ({ state }) => <DocumentState state={state} />),
          column.fact("reference", t("columns.reference"), ({ partnerReference }) => <bdi>{partnerReference}</bdi>),
          column.fact("when", t("columns.when"), ({ postedAt, createdAt }) => <When at={postedAt ?? createdAt} />),
          column.figure("units", t("columns.units"), ({ units }) => number(units)),
        ]}
      />
    </Card>
  );
}
