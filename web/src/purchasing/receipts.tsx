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
        columns={[
          {
            id: "receipt",
            header: t("columns.receipt"),
            onCard: "title",
            cell: (receipt) => (
              <LinkAnchor to="/inventory/documents/$id" params={{ id: receipt.id }} size="sm" className="code">
                {receipt.number}
              </LinkAnchor>
            ),
          },
          {
            id: "state",
            header: t("columns.state"),
            onCard: "state",
            cell: ({ state }) => <DocumentState state={state} />,
          },
          {
            id: "reference",
            header: t("columns.reference"),
            onCard: "fact",
            cell: ({ partnerReference }) => <bdi>{partnerReference}</bdi>,
          },
          {
            id: "when",
            header: t("columns.when"),
            onCard: "fact",
            cell: ({ postedAt, createdAt }) => <When at={postedAt ?? createdAt} />,
          },
          { id: "units", header: t("columns.units"), isEnd: true, onCard: "fact", cell: ({ units }) => number(units) },
        ]}
      />
    </Card>
  );
}
