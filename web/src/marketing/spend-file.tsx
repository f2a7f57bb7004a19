/** A file of daily spend: its columns are chosen once, and remembered; what it would do is said before it is read. */
import { FileInput, List, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { type ChosenFile, ColumnSelects, foundIn, headsOf } from "../ui/file-columns.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { ChannelSelect } from "./channel-select.tsx";
import { useSpendMoved } from "./moved.ts";
import { type SpendFile, type SpendMapping, spendMappingQuery } from "./queries.ts";
import { majorText } from "./spend-texts.ts";

const FIELDS = ["date", "amount", "currency", "label", "channel"] as const;
type Field = (typeof FIELDS)[number];
type Columns = Partial<Record<Field, string>>;
const DAYS = ["ymd", "dmy", "mdy"] as const;

type Rest = Pick<SpendFile, "label" | "currency" | "channelId"> & Pick<SpendMapping, "days" | "decimal">;
type Result = Awaited<ReturnType<typeof send>>;

const send = (file: SpendFile) => body(hub.POST("/api/marketing/spend-file", { body: file }));

export function SpendFileDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("marketing");
  const { organization } = useSession();
  const moved = useSpendMoved();
  const { data: last } = useQuery(spendMappingQuery);
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [columns, setColumns] = useState<Columns>({});
  const [typed, setRest] = useState<Partial<Rest>>({});
  const rest: Rest = {
    ...{ label: "", currency: organization?.currency ?? "USD", channelId: null },
    ...{ days: last?.days ?? "ymd", decimal: last?.decimal ?? "point" },
    ...typed,
  };
  const used = chosen ? { ...foundIn(FIELDS, last ?? {}, chosen.heads), ...columns } : columns;
  const file = chosen && fileOf(chosen.csv, used, rest);
  const [tried, setTried] = useState<{ readonly of: string; readonly result: Result } | null>(null);
  const isTried = tried !== null && tried.of === JSON.stringify(file);
  const trial = useFormAction({
    run: (input: SpendFile) => send({ ...input, isTrial: true }),
    done: (result, input) => setTried({ of: JSON.stringify(input), result }),
  });
  const read = useFormAction({
    run: send,
    done: async () => {
      await moved();
      onClose();
    },
    said: t("file.said"),
  });
  const action = isTried ? read : trial;
  return (
    <FormDialog
      help={<Help of="spend" />}
      size="lg"
      title={t("spend.read")}
      label={isTried ? t("file.read") : t("file.check")}
      isReady={file !== null}
      action={{ isRunning: trial.isRunning || read.isRunning, error: action.error }}
      onSubmit={() => file && action.start(file)}
      onClose={onClose}
    >
      <RestFields
        rest={rest}
        onChange={(change) => setRest({ ...typed, ...change })}
        onFile={(picked) => {
          setColumns({});
          void picked.text().then((csv) => setChosen({ csv, heads: headsOf(csv) }));
        }}
      />
      {chosen && <ColumnFields heads={chosen.heads} used={used} onChange={setColumns} />}
      {isTried && <ResultText result={tried.result} />}
    </FormDialog>
  );
}

/** Null while something it needs is missing. */
function fileOf(csv: string, { date, amount, currency, label, channel }: Columns, rest: Rest): SpendFile | null {
  if (!date || !amount || rest.label.trim() === "") return null;
  const { days, decimal, ...other } = rest;
  return {
    csv,
    ...other,
    label: rest.label.trim(),
    mapping: {
      date,
      amount,
      days,
      decimal,
      ...(currency && { currency }),
      ...(label && { label }),
      ...(channel && { channel }),
    },
  };
}

interface RestProps {
  readonly rest: Rest;
  onChange(change: Partial<Rest>): void;
  onFile(file: File): void;
}

function RestFields({ rest, onChange, onFile }: RestProps) {
  const { t } = useTranslation("marketing");
  const field = fieldsOf(rest, onChange);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <FileInput
        label={t("file.file")}
        placeholder={t("file.choose")}
        accept=".csv,text/csv"
        onChange={(file) => file && onFile(file)}
      />
      <TextInput label={t("spend.label")} description={t("spend.labelText")} maxLength={200} {...field.text("label")} />
      <CurrencySelect label={t("spend.currency")} {...field("currency")} />
      <ChannelSelect label={t("campaigns.channel")} {...field("channelId")} />
      <OneOf label={t("file.days")} options={worded(DAYS, (value) => t(`file.dayForms.${value}`))} {...field("days")} />
      <OneOf
        label={t("file.decimal")}
        options={[
          { value: "point", label: "1,234.50" },
          { value: "comma", label: "1.234,50" },
        ]}
        {...field("decimal")}
      />
    </SimpleGrid>
  );
}

interface ColumnProps {
  readonly heads: readonly string[];
  readonly used: Columns;
  onChange(columns: Columns): void;
}

function ColumnFields({ heads, used, onChange }: ColumnProps) {
  const { t } = useTranslation("marketing");
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t("file.columns")}
      </Text>
      <ColumnSelects
        fields={FIELDS}
        heads={heads}
        used={used}
        none={t("file.noColumn")}
        word={(field) => t(`file.fields.${field}`)}
        onChange={onChange}
      />
    </Stack>
  );
}

function ResultText({ result }: { readonly result: Result }) {
  const { t } = useTranslation("marketing");
  const format = useFormat();
  const { added, changed, same, totals, problems } = result;
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        {t("file.result", { added: format.number(added), changed: format.number(changed), same: format.number(same) })}{" "}
        {totals.length > 0 &&
          t("file.total", {
            amounts: format.list(totals.map(({ amount, currency }) => majorText(amount, currency, format))),
          })}
      </Text>
      {problems.length > 0 && (
        <List size="sm">
          {problems.slice(0, 20).map(({ row, text }) => (
            <List.Item key={row}>
              <HubText text={t("file.problem", { row: format.number(row), text })} />
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
