/** Many orders are shipped at once: a grid of order, carrier and tracking number that takes what a spreadsheet copies. */
import { Alert, Button, Checkbox, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTruck, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { boundTick } from "../ui/field.ts";
import { LeaveGuard } from "../ui/leave-guard.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { bookingStatusOf } from "./booking-status.ts";
import { Grid } from "./grid.tsx";
import { type ParcelRow, type Start, startQuery, useCheckedOrders, useSending } from "./parcels.ts";
import { cellsOf, EMPTY, pasted } from "./pasted.ts";
import { RotationButtons, useRotation } from "./rotation.tsx";

export function ShipOrders() {
  const { t } = useTranslation("shipping");
  const { ids, nth } = useRotation();
  const start = useQuery({ ...startQuery(ids), refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY });
  if (!start.isSuccess) return <UnreadPage found={start} title={t("title")} />;
  return <Desk key={nth} start={start.data} />;
}

function Desk({ start }: { readonly start: Start }) {
  const { t } = useTranslation("shipping");
  const orders = useTranslation("orders").t;
  const { number } = useFormat();
  const [rows, setRows] = useState(start.rows);
  const [choices, setChoices] = useState({ notifyCustomer: false, evenIfShort: false, untracked: false });
  const { notifyCustomer, evenIfShort, untracked } = choices;
  const checkedOrders = useCheckedOrders(rows, evenIfShort);
  const { sent, send, forget } = useSending({ notifyCustomer, evenIfShort });
  const names = { checkedOrders, channelNumbers: start.channelNumbers };
  const status = bookingStatusOf(rows, { checkedOrders, sent, untracked });
  const used = rows.filter(({ order }) => order.trim() !== "");
  const ready = rows.filter(({ key }) => status.get(key)?.kind === "ready");
  const isTyped = used.some((row) => !sent.has(row.key) && (row.tracking !== "" || row.carrier !== ""));
  const ship = useAction({ run: () => send(ready) });
  const outcomes = [...sent.values()];
  const refused = outcomes.filter(({ refusal }) => refusal !== undefined).length;
  const add = (text: string) => setRows(placed(rows, cellsOf(text), { row: 0, column: "order" }, names));
  const tick = (name: keyof typeof choices) => (
    <Checkbox
      label={t(name === "notifyCustomer" ? "notify" : name)}
      {...boundTick(choices[name], (isOn) => setChoices({ ...choices, [name]: isOn }))}
    />
  );
  return (
    <Page
      title={t("title")}
      above={{ label: orders("title"), to: "/orders" }}
      actions={
        <Button leftSection={<IconTruck size={16} />} {...starts(ship)} disabled={ready.length === 0}>
          {t("send", { count: ready.length })}
        </Button>
      }
    >
      <Stack gap="sm">
        <Quiet>{t("help")}</Quiet>
        <RotationButtons />
        <Group gap="lg">
          {tick("notifyCustomer")}
          {tick("untracked")}
          {(evenIfShort || [...checkedOrders.values()].some(({ refusal }) => refusal?.code === "ORDER_SHORT")) &&
            tick("evenIfShort")}
        </Group>
        <Group gap="sm" justify="space-between">
          <Group gap="xs">
            <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => void file?.text().then(add)}>
              {(open) => (
                <Button variant="default" size="xs" leftSection={<IconUpload size={14} />} {...open}>
                  {t("file")}
                </Button>
              )}
            </FileButton>
            <Button
              variant="default"
              size="xs"
              disabled={(rows[0]?.carrier ?? "") === ""}
              onClick={() => setRows(rows.map((row) => ({ ...row, carrier: rows[0]?.carrier ?? "" })))}
            >
              {t("copyCarrier")}
            </Button>
          </Group>
          <Text size="sm" fw={600} role="status">
            {t("ready", { ready: number(ready.length), all: number(used.length - outcomes.length + refused) })}
          </Text>
        </Group>
        {outcomes.length > 0 && (
          <Alert color={refused > 0 ? "yellow" : "green"} role="status">
            {t("sent", { count: outcomes.length - refused })}
            {refused > 0 && ` ${t("refused", { count: refused })}`}
          </Alert>
        )}
        <Grid
          rows={rows}
          checkedOrders={checkedOrders}
          standing={status}
          onType={(key, change) => {
            forget(key);
            setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
          }}
          onPaste={(at, cells) => setRows(placed(rows, cells, at, names))}
          onRemove={(key) => setRows(rows.filter((row) => row.key !== key))}
        />
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => setRows([...rows, newRow(rows)])}
          >
            {t("add")}
          </Button>
        </Group>
      </Stack>
      <LeaveGuard isChanged={isTyped} />
    </Page>
  );
}

const newRow = (rows: readonly ParcelRow[]): ParcelRow => ({
  ...EMPTY,
  key: 1 + Math.max(-1, ...rows.map(({ key }) => key)),
});

/** The rows with what was pasted, each new one with a key of its own. */
function placed(
  rows: readonly ParcelRow[],
  cells: readonly (readonly string[])[],
  at: Parameters<typeof pasted>[2]["at"],
  {
    checkedOrders,
    channelNumbers,
  }: { readonly checkedOrders: ReturnType<typeof useCheckedOrders> } & Pick<Start, "channelNumbers">,
): readonly ParcelRow[] {
  let next = newRow(rows).key;
  const namesOf = (order: string) => {
    const reported = checkedOrders.get(order.trim())?.order?.platformNumber ?? channelNumbers.get(order.trim());
    return reported === undefined ? [] : [reported];
  };
  return pasted(rows, cells, { at, namesOf, empty: () => ({ ...EMPTY, key: next++ }) });
}
