/** A courier's report: its columns are chosen once, and remembered. */
import { FileInput, List, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { HubText } from "../../hub-messages/hub-text.tsx";
import { useFormat } from "../../i18n/format.ts";
import { named, worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { CurrencySelect } from "../../ui/currency-select.tsx";
import { FormDialog } from "../../ui/dialog.tsx";
import { fieldsOf } from "../../ui/field.ts";
import { type ChosenFile, ColumnSelects, foundIn, headsOf } from "../../ui/file-columns.tsx";
import { OneOf } from "../../ui/one-of.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { type Mapping, mappingsQuery, type Statement } from "./queries.ts";

interface Props {
  readonly couriers: readonly { readonly id: string; readonly name: string }[];
  onClose(): void;
}

const FIELDS = ["trackingNumber", "amount", "reference", "paidAt", "entry"] as const;
type Field = (typeof FIELDS)[number];
type Columns = Partial<Record<Field, string>>;

function useReading(courierId: string) {
  const client = useQueryClient();
  const read = useFormAction({
    run: (statement: Statement) =>
      body(hub.POST("/api/couriers/{id}/statements", { ...ofId(courierId), body: statement })),
    done: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["shipments"] }),
        client.invalidateQueries({ queryKey: mappingsQuery(courierId).queryKey }),
      ]),
  });
  const [result, setResult] = useState<Awaited<ReturnType<typeof read.startAndWait>> | null>(null);
  const send = async (statement: Statement) => {
    // What it refuses stands in the dialog.
    const answer = await read.startAndWait(statement).catch(() => null);
    if (answer) setResult(answer);
  };
  return { read, result, send };
}

export function StatementDialog({ couriers, onClose }: Props) {
  const { t } = useTranslation("shipments/desk");
  const { organization } = useSession();
  const [report, setReport] = useState<Report>({
    courierId: couriers[0]?.id ?? "",
    kind: "remittance",
    currency: organization?.currency ?? "USD",
  });
  const { courierId, kind, currency } = report;
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [columns, setColumns] = useState<Columns>({});
  const { data: cached } = useQuery(mappingsQuery(courierId));
  const last: Columns | null = cached?.[kind] ?? null;
  const used: Columns = chosen ? { ...foundIn(FIELDS, last ?? {}, chosen.heads), ...columns } : columns;
  const { read, result, send } = useReading(courierId);
  const mapping = mappingOf(used, kind);
  if (result) return <Result of={result} onClose={onClose} />;
  return (
    <FormDialog
      help={<Help of="courier_bill" />}
      size="lg"
      title={t("money.read")}
      label={t("money.send")}
      isReady={chosen !== null && mapping !== null}
      action={read}
      onSubmit={() => chosen && mapping && void send({ kind, csv: chosen.csv, currency, mapping })}
      onClose={onClose}
    >
      <ReportFields
        couriers={couriers}
        report={report}
        onChange={setReport}
        onFile={(file) => {
          setColumns({});
          void file.text().then((csv) => setChosen({ csv, heads: headsOf(csv) }));
        }}
      />
      {chosen && (
        <ColumnFields heads={chosen.heads} used={used} kind={kind} isRemembered={last !== null} onChange={setColumns} />
      )}
    </FormDialog>
  );
}

interface Report {
  readonly courierId: string;
  readonly kind: Statement["kind"];
  readonly currency: string;
}

interface ReportProps extends Pick<Props, "couriers"> {
  readonly report: Report;
  onChange(report: Report): void;
  onFile(file: File): void;
}

function ReportFields({ couriers, report, onChange, onFile }: ReportProps) {
  const { t } = useTranslation("shipments/desk");
  const field = fieldsOf(report, (part) => onChange({ ...report, ...part }));
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <OneOf label={t("money.courier")} options={named(couriers)} {...field("courierId")} />
      <OneOf
        label={t("money.kind")}
        options={worded(["remittance", "charges"], (value) => t(`money.kinds.${value}`))}
        {...field("kind")}
      />
      <FileInput
        label={t("money.file")}
        placeholder={t("money.choose")}
        accept=".csv,text/csv"
        onChange={(file) => file && onFile(file)}
      />
      <CurrencySelect label={t("money.currency")} {...field("currency")} />
    </SimpleGrid>
  );
}

interface ColumnProps {
  readonly heads: readonly string[];
  readonly used: Columns;
  readonly kind: Statement["kind"];
  readonly isRemembered: boolean;
  onChange(columns: Columns): void;
}

function ColumnFields({ heads, used, kind, isRemembered, onChange }: ColumnProps) {
  const { t } = useTranslation("shipments/desk");
  const shown = FIELDS.filter((field) => field !== (kind === "charges" ? "paidAt" : "entry"));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t("money.columns")}
      </Text>
      {isRemembered && <Quiet>{t("money.remembered")}</Quiet>}
      <ColumnSelects
        fields={shown}
        heads={heads}
        used={used}
        none={t("money.noColumn")}
        word={(field) => t(`money.${field}`)}
        onChange={onChange}
      />
    </Stack>
  );
}

/** Null while a column it needs is missing. */
function mappingOf({ trackingNumber, amount, reference, paidAt, entry }: Columns, kind: string): Mapping | null {
  if (!trackingNumber || !amount || (kind === "remittance" && !reference)) return null;
  return {
    trackingNumber,
    amount,
    ...(reference && { reference }),
    ...(paidAt && kind === "remittance" && { paidAt }),
    ...(entry && kind === "charges" && { entry }),
  };
}

interface ResultProps {
  readonly of: {
    readonly rows: number;
    readonly taken: number;
    readonly unknown: readonly string[];
    readonly problems: readonly { readonly row: number; readonly text: string }[];
  };
  onClose(): void;
}

function Result({ of: { rows, taken, unknown, problems }, onClose }: ResultProps) {
  const { t } = useTranslation("shipments/desk");
  const { number } = useFormat();
  return (
    <FormDialog
      help={<Help of="courier_bill" />}
      title={t("money.read")}
      label={t("money.close")}
      onSubmit={onClose}
      onClose={onClose}
    >
      <Text size="sm" role="status">
        {t("money.result", { count: rows, taken: number(taken), rows: number(rows) })}
      </Text>
      {unknown.length > 0 && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("money.unknown", { count: unknown.length, list: unknown.slice(0, 20).join(", ") })}
        </Text>
      )}
      {problems.length > 0 && (
        <List size="sm">
          {problems.slice(0, 20).map(({ row, text }) => (
            <List.Item key={row}>
              <HubText text={t("money.problem", { row: number(row), text })} />
            </List.Item>
          ))}
        </List>
      )}
    </FormDialog>
  );
}
