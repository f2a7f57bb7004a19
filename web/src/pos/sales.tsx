/** Sales of registers and their receipts: opened as PDF, mailed to the customer. */

import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { When } from "../ui/when.tsx";
import { salesQuery } from "./queries.ts";

type Sale = Shape<"RegisterSale">;

export function Sales() {
  const { t } = useTranslation("pos");
  const { data: rows = [], error } = useQuery(salesQuery);
  const [shown, setShown] = useState<Sale | null>(null);
  return (
    <Card title={t("receipts")} isFlush={rows.length > 0}>
      {error !== null && <ProblemNotice error={error} />}
      {rows.length === 0 ? (
        <Text size="sm">{t("noReceipts")}</Text>
      ) : (
        <PlainList
          label={t("receipts")}
          rows={rows}
          columns={[
            { id: "number", header: t("receipt"), onCard: "title", cell: ({ number }) => <bdi>{number}</bdi> },
            { id: "sold", header: t("sold"), onCard: "fact", cell: ({ soldAt }) => <When at={soldAt} /> },
            { id: "staff", header: t("soldBy"), onCard: "fact", cell: ({ staffName }) => <bdi>{staffName}</bdi> },
            {
              id: "order",
              header: t("order"),
              onCard: "fact",
              cell: ({ orderId, orderNumber }) =>
                orderId !== null && (
                  <Anchor href={`/orders/${orderId}`} underline="always">
                    <bdi>{orderNumber}</bdi>
                  </Anchor>
                ),
            },
            {
              id: "total",
              header: t("total"),
              isEnd: true,
              onCard: "fact",
              cell: (row) => <Amount minor={row.totalMinor} currency={row.currency} />,
            },
          ]}
          actions={(row) => (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={`${t("receipt")}: ${row.number}`}
              onClick={() => setShown(row)}
            >
              {t("receipt")}
            </Button>
          )}
        />
      )}
      {shown && <Receipt sale={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}

function Receipt({ sale, onClose }: { readonly sale: Sale; onClose(): void }) {
  const { t } = useTranslation("pos");
  const { may } = useSession();
  const [email, setEmail] = useState("");
  const mail = useMutation({
    mutationFn: () =>
      body(
        hub.POST("/api/pos/sales/{saleId}/receipt/mail", { params: { path: { saleId: sale.id } }, body: { email } }),
      ),
  });
  return (
    <Modal opened title={`${t("receipt")} ${sale.number}`} onClose={onClose}>
      <Stack>
        <Group>
          <Button component="a" href={`/api/pos/sales/${sale.id}/receipt/pdf`} target="_blank" variant="default">
            {t("pdf")}
          </Button>
          <Button component="a" href={`/api/pos/sales/${sale.id}/receipt/escpos`} download variant="default">
            {t("printerFile")}
          </Button>
        </Group>
        {may("act_on_orders") && (
          <form onSubmit={submitting(() => mail.mutate())}>
            <Stack>
              <TextInput
                type="email"
                label={t("email")}
                value={email}
                onChange={({ target }) => setEmail(target.value)}
                required
              />
              <Group>
                <Button type="submit" loading={mail.isPending}>
                  {t("mailReceipt")}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
        {mail.error !== null && <ProblemNotice error={mail.error} />}
        {mail.isSuccess && <Text role="status">{t("mailed", { email })}</Text>}
      </Stack>
    </Modal>
  );
}
