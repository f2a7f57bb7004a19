/** Sales of registers and their receipts: opened as PDF, mailed to the customer. */

import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { salesQuery } from "./queries.ts";
import { RowButton } from "./row-button.tsx";

type Sale = Shape<"RegisterSale">;

export function Sales() {
  const { t } = useTranslation("pos");
  const { data: rows = [], error } = useQuery(salesQuery);
  const [shown, setShown] = useState<Sale | null>(null);
  return (
    <Card help={<Help of="register_sales" />} title={t("receipts")} isFlush={rows.length > 0}>
      {error !== null && <ProblemNotice error={error} />}
      <PlainList
        label={t("receipts")}
        rows={rows}
        none={t("noReceipts")}
        columns={(column) => [
          column.title("number", t("receipt"), ({ number }) => <bdi>{number}</bdi>),
          column.moment("sold", t("sold"), ({ soldAt }) => soldAt, { onCard: "fact" }),
          column.fact("staff", t("soldBy"), ({ staffName }) => <bdi>{staffName}</bdi>),
          column.fact(
            "order",
            t("order"),
            ({ orderId, orderNumber }) =>
              orderId !== null && (
                <Anchor href={`/orders/${orderId}`} underline="always">
                  <bdi>{orderNumber}</bdi>
                </Anchor>
              ),
          ),
          column.figure("total", t("total"), (row) => <Amount minor={row.totalMinor} currency={row.currency} />),
        ]}
        actions={(row) => <RowButton label={t("receipt")} of={row.number} onClick={() => setShown(row)} />}
      />
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
