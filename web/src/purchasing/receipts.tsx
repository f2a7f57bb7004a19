/** The deliveries of an order: the stock documents that brought its units. */
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { DocumentState } from "../inventory/documents.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
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
      <Table.ScrollContainer minWidth={420}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("columns.receipt")}</Table.Th>
              <Table.Th>{t("columns.state")}</Table.Th>
              <Table.Th>{t("columns.reference")}</Table.Th>
              <Table.Th>{t("columns.when")}</Table.Th>
              <Table.Th ta="end">{t("columns.units")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {receipts.map((receipt) => (
              <Table.Tr key={receipt.id}>
                <Table.Td>
                  <LinkAnchor to="/inventory/documents/$id" params={{ id: receipt.id }} size="sm" className="code">
                    {receipt.number}
                  </LinkAnchor>
                </Table.Td>
                <Table.Td>
                  <DocumentState state={receipt.state} />
                </Table.Td>
                <Table.Td>
                  <bdi>{receipt.partnerReference}</bdi>
                </Table.Td>
                <Table.Td>
                  <When at={receipt.postedAt ?? receipt.createdAt} />
                </Table.Td>
                <Table.Td ta="end">{number(receipt.units)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
