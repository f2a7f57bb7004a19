/** The first step: what the file is read as, and what each of its columns becomes. */
import { Alert, Button, Group, Select, SimpleGrid, Stack, Table, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Sent, type Shape } from "../data/hub.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { currencyChoices } from "../i18n/choices.ts";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { LENGTHS, useFieldChoices, WEIGHTS } from "./import-fields.ts";
import { importQuery } from "./queries.ts";

type Job = Shape<"Import">;
type Change = Sent<"patchImportsById">;
type Encoding = NonNullable<Change["encoding"]>;

const ENCODINGS = [
  ...["utf-8", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "windows-1252", "windows-1253"],
  ...["windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874", "iso-8859-2"],
  ...["iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-13"],
  ...["iso-8859-15", "koi8-r", "koi8-u", "ibm866", "macintosh", "x-mac-cyrillic", "shift_jis", "gb18030", "big5"],
  ...["euc-kr", "euc-jp"],
];
const isEncoding = (value: string | null): value is Encoding => value !== null && ENCODINGS.includes(value);

export function Match({ job, onChecked }: { readonly job: Job; onChecked(): void }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const hubText = useHubMessages();
  const client = useQueryClient();
  const change = useAction({
    run: (change: Change) => body(hub.PATCH("/api/imports/{id}", { ...ofId(job.id), body: change })),
    done: (saved) => client.setQueryData(importQuery(job.id).queryKey, saved),
  });
  const check = useAction({
    run: () => body(hub.POST("/api/imports/{id}/check", ofId(job.id))),
    renews: [["imports"]],
    done: () => onChecked(),
  });
  const hasSku = Object.values(job.mapping).includes("sku");
  return (
    <Stack gap="md" mt="md">
      {job.notices.map(({ code, gaps, text }) => (
        <Alert key={text} color="blue" py="xs">
          {code === undefined ? text : hubText.message({ code, gaps: gaps ?? {} }, text)}
        </Alert>
      ))}
      <Reading
        options={job.options}
        shape={job.shape}
        onChange={(options) => change.start({ options })}
        onEncoding={(encoding) => change.start({ encoding })}
      />
      <Columns job={job} onChange={(mapping) => change.start({ mapping })} />
      <Group justify="flex-end">
        {!hasSku && (
          <Text size="sm" role="status" c="var(--bad-ink)">
            {t("imports.needsSku")}
          </Text>
        )}
        {!job.hasFile && <Text size="sm">{t("imports.fileGone")}</Text>}
        <Button {...starts(check)} disabled={!hasSku || !job.hasFile}>
          {t("imports.checkButton", { count: job.rows, rows: number(job.rows) })}
        </Button>
      </Group>
    </Stack>
  );
}

interface ReadingProps {
  readonly options: Job["options"];
  readonly shape: Job["shape"];
  onChange(options: NonNullable<Change["options"]>): void;
  onEncoding(encoding: Encoding): void;
}

/** How cells are understood. The hub guesses; a person knows. */
function Reading({ options, shape, onChange, onEncoding }: ReadingProps) {
  const { t, language } = useTranslation("products");
  return (
    <Card title={t("imports.reading")}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        <Select
          label={t("imports.encoding")}
          data={ENCODINGS}
          value={shape.encoding}
          onChange={(value) => isEncoding(value) && onEncoding(value)}
          searchable
          allowDeselect={false}
          {...(shape.isUnsure && { error: t("imports.encodingUnsure") })}
        />
        {shape.isUnsure && (
          <Button variant="default" mt="lg" onClick={() => onEncoding(shape.encoding)}>
            {t("imports.encodingKeep", { encoding: shape.encoding })}
          </Button>
        )}
        <OneOf
          label={t("imports.decimal")}
          options={worded(["point", "comma"], (value) => t(`imports.decimals.${value}`))}
          value={options.decimal}
          onChange={(value) => (value === "point" || value === "comma") && onChange({ decimal: value })}
        />
        <Select
          label={t("imports.currency")}
          placeholder={t("imports.usualCurrency")}
          data={currencyChoices(language)}
          value={options.currency}
          onChange={(currency) => onChange({ currency })}
          searchable
          clearable
        />
        <OneOf
          label={t("imports.mode")}
          options={worded(["both", "create", "update"], (value) => t(`imports.modes.${value}`))}
          value={options.mode}
          onChange={(value) =>
            (value === "both" || value === "create" || value === "update") && onChange({ mode: value })
          }
        />
        <OneOf
          label={t("imports.emptyCells")}
          options={worded(["leave", "clear"], (value) => t(`imports.empties.${value}`))}
          value={options.empty}
          onChange={(value) => (value === "leave" || value === "clear") && onChange({ empty: value })}
        />
        <Units options={options} onChange={onChange} />
        {SEPARATORS.map((name) => (
          <Separator
            key={name}
            label={t(`imports.${name}`)}
            value={options[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
      </SimpleGrid>
    </Card>
  );
}

const SEPARATORS = ["listSeparator", "categorySeparator"] as const;

/** Of columns that name no unit of their own. */
function Units({ options, onChange }: Pick<ReadingProps, "options" | "onChange">) {
  const { t } = useTranslation("products");
  return (
    <>
      <OneOf
        label={t("imports.weightUnit")}
        options={WEIGHTS}
        value={options.weightUnit}
        onChange={(weightUnit) => onChange({ weightUnit })}
      />
      <OneOf
        label={t("imports.sizeUnit")}
        options={LENGTHS}
        value={options.sizeUnit}
        onChange={(sizeUnit) => onChange({ sizeUnit })}
      />
    </>
  );
}

interface SeparatorProps {
  readonly label: string;
  readonly value: string;
  onChange(value: string): void;
}

/** Sent once it is typed: each change reads the file anew. */
function Separator({ label, value, onChange }: SeparatorProps) {
  const [typed, setTyped] = useState(value);
  return (
    <TextInput
      label={label}
      {...boundText(typed, setTyped)}
      maxLength={3}
      dir="ltr"
      onBlur={() => (typed === "" ? setTyped(value) : typed !== value && onChange(typed))}
    />
  );
}

function Columns({ job, onChange }: { readonly job: Job; onChange(mapping: Job["mapping"]): void }) {
  const { t } = useTranslation("products");
  const choicesOf = useFieldChoices(job.mapping);
  const matched = Object.values(job.mapping).filter((field) => field !== null).length;
  return (
    <Card title={t("imports.matchTitle", { count: job.shape.columns.length, matched })} isFlush>
      <Table.ScrollContainer minWidth={320}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("imports.column")}</Table.Th>
              <Table.Th w="45%">{t("imports.field")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {job.shape.columns.map((column, at) => (
              <Table.Tr key={column}>
                <Table.Td>
                  <Text size="sm" fw={500}>
                    <bdi>{column}</bdi>
                  </Text>
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    <bdi>{firstValues(job.sample, at)}</bdi>
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Select
                    size="xs"
                    aria-label={t("imports.fieldOf", { column })}
                    placeholder={t("imports.notImported")}
                    data={choicesOf(column)}
                    value={job.mapping[column] ?? null}
                    onChange={(field) => onChange({ [column]: field })}
                    searchable
                    clearable
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function firstValues(sample: Job["sample"], at: number): string {
  const filled = sample.map((row) => row[at] ?? "").filter((value) => value !== "");
  return filled.slice(0, 3).join(" · ");
}
