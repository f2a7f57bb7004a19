/** Merges a customer with one the hub did not suggest: found, compared, and told beforehand what moves. */
import { List, Radio, Stack, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import { CustomerPicker } from "./customer-picker.tsx";
import classes from "./customers.module.css";
import { mergePreview, useMerge } from "./merging.ts";
import { type Customer, customerQuery } from "./queries.ts";

interface Props {
  readonly customer: Customer;
  onClose(): void;
}

export function MergeDialog({ customer, onClose }: Props) {
  const { t } = useTranslation("customers");
  const navigate = useNavigate();
  const nameOf = useName();
  const [otherId, setOtherId] = useState<string | null>(null);
  const [stays, setStays] = useState<"this" | "other">("this");
  const found = useQuery({ ...customerQuery(otherId ?? ""), enabled: otherId !== null });
  const other = otherId === null ? undefined : found.data;
  const [into, from] = stays === "this" || !other ? [customer, other] : [other, customer];
  const join = useMerge(async ({ into: id }) => {
    onClose();
    if (id !== customer.id) await navigate({ to: "/customers/$id", params: { id } });
  });
  return (
    <FormDialog
      help={<Help of="customer_merge" />}
      size="lg"
      title={t("merge.title", { name: nameOf(customer) })}
      label={from ? t("merge.keep", { name: nameOf(into) }) : t("merge.merge")}
      isReady={from !== undefined}
      action={{ isRunning: join.isRunning, error: null }}
      onSubmit={() => from && join.start({ into: into.id, from: from.id })}
      onClose={onClose}
    >
      <CustomerPicker
        label={t("merge.other")}
        except={customer.id}
        onChoose={({ id, orders }) => {
          setOtherId(id);
          // Who bought more is more often the record people know.
          setStays(orders > customer.orders ? "other" : "this");
        }}
      />
      {otherId !== null && found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {other && (
        <>
          <Compared customer={customer} other={other} stays={stays} onStays={setStays} />
          <Moves into={into} from={stays === "this" ? other : customer} />
        </>
      )}
    </FormDialog>
  );
}

/** What a record is called, however little is known of it. */
function useName() {
  const { t } = useTranslation("customers");
  return ({ name, email, phone }: Customer): string => name ?? email ?? phone ?? t("nameless");
}

interface ComparedProps {
  readonly customer: Customer;
  readonly other: Customer;
  readonly stays: "this" | "other";
  onStays(side: "this" | "other"): void;
}

function Compared({ customer, other, stays, onStays }: ComparedProps) {
  const { t } = useTranslation("customers");
  const { list, number } = useFormat();
  const nameOf = useName();
  const points = (kind: string) => (each: Customer) =>
    each.contactPoints.filter((point) => point.kind === kind).map(({ value }) => <Code key={value} text={value} />);
  // Null or empty: nothing is known. What is known of neither is no row.
  const rows: readonly (readonly [string, (each: Customer) => ReactNode])[] = [
    [t("columns.email"), points("email")],
    [t("columns.phone"), points("phone")],
    [t("columns.orders"), (each) => number(each.orders)],
    [
      t("spent"),
      (each) =>
        each.spent.map(({ currency, minor }) => (
          <div key={currency}>
            <Amount minor={minor} currency={currency} />
          </div>
        )),
    ],
    [
      t("boughtOn"),
      (each) => each.stores.map(({ storeId, storeName }) => <Line key={storeId} text={storeName ?? t("here")} />),
    ],
    [t("columns.last"), (each) => (each.lastOrderAt === null ? null : <When at={each.lastOrderAt} />)],
    [t("columns.tags"), (each) => (each.tags.length === 0 ? null : <bdi>{list([...each.tags])}</bdi>)],
    [t("columns.since"), (each) => <When at={each.createdAt} />],
  ];
  const isNothing = (cell: ReactNode) => cell === null || (Array.isArray(cell) && cell.length === 0);
  const sides = [
    ["this", customer],
    ["other", other],
  ] as const;
  return (
    <Table className={classes.compared ?? ""} aria-label={t("merge.compared")} verticalSpacing={6} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Td w="24%" />
          {sides.map(([side, each]) => (
            <Table.Th key={side} scope="col" data-stays={side === stays || undefined}>
              <Stack gap={6}>
                <div>
                  <bdi>{nameOf(each)}</bdi>
                </div>
                <Radio
                  size="xs"
                  name="stays"
                  label={t("merge.stays")}
                  aria-label={`${t("merge.stays")}: ${nameOf(each)}, ${each.email ?? each.phone ?? ""}`}
                  checked={side === stays}
                  onChange={() => onStays(side)}
                />
              </Stack>
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows
          .filter(([, cell]) => sides.some(([, each]) => !isNothing(cell(each))))
          .map(([label, cell]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              {sides.map(([side, each]) => (
                <Table.Td key={side} data-stays={side === stays || undefined}>
                  {isNothing(cell(each)) ? "–" : cell(each)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}

function Line({ text }: { readonly text: string }) {
  return (
    <div>
      <bdi>{text}</bdi>
    </div>
  );
}

function Code({ text }: { readonly text: string }) {
  return (
    <div>
      <bdi className="code">{text}</bdi>
    </div>
  );
}

/** Within a message of another direction a number keeps its plus in front. */
const leftToRight = (text: string): string => `\u2066${text}\u2069`;

/** What the merge does, before it does it. */
function Moves({ into, from }: { readonly into: Customer; readonly from: Customer }) {
  const { t } = useTranslation("customers");
  const { list, number } = useFormat();
  const name = useName()(into);
  const { orders, contacts, filled, tags, leftOut } = mergePreview(into, from);
  return (
    <Stack gap="xs">
      <Title order={3}>{t("merge.what")}</Title>
      <List size="sm" spacing={4}>
        {orders > 0 && <List.Item>{t("merge.movesOrders", { count: orders, number: number(orders), name })}</List.Item>}
        {contacts.length > 0 && (
          <List.Item>{t("merge.movesContacts", { contacts: list(contacts.map(leftToRight)), name })}</List.Item>
        )}
        {filled.length > 0 && (
          <List.Item>
            {t("merge.fills", { name, fields: list(filled.map((field) => t(`merge.fields.${field}`))) })}
          </List.Item>
        )}
        {tags.length > 0 && <List.Item>{t("merge.addsTags", { tags: list(tags) })}</List.Item>}
        {leftOut.map(({ field, kept, left }) => (
          <List.Item key={field}>{t(`merge.leftOut.${field}`, { kept, left })}</List.Item>
        ))}
      </List>
      <Quiet>{t("merge.undoable", { name })}</Quiet>
    </Stack>
  );
}
