/** Which columns of the file hold what. */

import { Divider, Group, MultiSelect, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { SETTLEMENT_KINDS } from "../../../../src/commerce/cost-kinds.ts";
import { worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { fieldsOf } from "../../ui/field.ts";
import { IconAction } from "../../ui/icon-action.tsx";
import { OneOf } from "../../ui/one-of.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import type { AmountColumn, Kind, Mapping, ReadFile } from "../queries.ts";

interface Props {
  readonly checked: ReadFile;
  readonly mapping: Mapping | null;
  onChange(mapping: Mapping): void;
}

const FIELDS = ["reference", "paidAt", "occurredAt", "currency"] as const;

export function ColumnFields({ checked, mapping, onChange }: Props) {
  const { t } = useTranslation("settlements");
  const heads = [...new Set(checked.heads.filter((head) => head !== ""))];
  const [first = ""] = heads;
  const of: Mapping = mapping ?? { order: first, decimal: "point", days: "dmy", columns: [] };
  const put = (field: (typeof FIELDS)[number] | "net", head: string | null) => {
    const { [field]: _, ...rest } = of;
    onChange(head === null ? rest : { ...rest, [field]: head });
  };
  const shape = of.rows ? "rows" : "columns";
  return (
    <Stack gap="sm">
      <Divider label={t("import.columns")} labelPosition="left" />
      <Quiet>{t(`import.from_${checked.mappingFrom}`)}</Quiet>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }}>
        <OneOf
          label={t("import.orderColumn")}
          options={heads}
          value={of.order}
          onChange={(order) => onChange({ ...of, order })}
        />
        {FIELDS.map((field) => (
          <Select
            key={field}
            label={t(`import.${field}Column`)}
            placeholder={t("import.noColumn")}
            clearable
            data={heads}
            value={of[field] ?? null}
            onChange={(head) => put(field, head)}
          />
        ))}
        <Forms of={of} onChange={onChange} />
        <OneOf
          label={t("import.shape")}
          options={worded(["columns", "rows"], (value) => t(`import.shapes.${value}`))}
          value={shape}
          onChange={(value) => onChange(shaped(of, value === "rows", first))}
        />
      </SimpleGrid>
      {shape === "rows" ? (
        <RowFields heads={heads} of={of} words={checked.words} onChange={onChange} />
      ) : (
        <AmountFields heads={heads} of={of} onChange={onChange} onNet={(head) => put("net", head)} />
      )}
    </Stack>
  );
}

function shaped({ rows, columns, net, ...rest }: Mapping, isRows: boolean, first: string): Mapping {
  return isRows
    ? { ...rest, rows: rows ?? { amount: first, words: [first], kinds: {} } }
    : { ...rest, columns: columns ?? [], ...(net !== undefined && { net }) };
}

interface PartProps {
  readonly of: Mapping;
  onChange(mapping: Mapping): void;
}

function Forms({ of, onChange }: PartProps) {
  const { t } = useTranslation("settlements");
  const field = fieldsOf(of, (part) => onChange({ ...of, ...part }));
  return (
    <>
      <OneOf
        label={t("import.decimal")}
        options={worded(["point", "comma"], (value) => t(`import.decimals.${value}`))}
        {...field("decimal")}
      />
      <OneOf
        label={t("import.days")}
        options={worded(["ymd", "dmy", "mdy"], (value) => t(`import.dayOrders.${value}`))}
        {...field("days")}
      />
    </>
  );
}

function useKinds() {
  const { t } = useTranslation("settlements");
  return worded(SETTLEMENT_KINDS, (value) => t(`kinds.${value}`));
}

const kindOf = (value: string | null): Kind => SETTLEMENT_KINDS.find((each) => each === value) ?? "other";

interface AmountProps extends PartProps {
  readonly heads: readonly string[];
  onNet(head: string | null): void;
}

function AmountFields({ heads, of, onChange, onNet }: AmountProps) {
  const { t } = useTranslation("settlements");
  const columns = of.columns ?? [];
  const free = heads.filter((head) => !columns.some(({ column }) => column === head));
  const change = (next: readonly AmountColumn[]) => onChange({ ...of, columns: [...next] });
  return (
    <Stack gap="xs">
      {columns.map((each, n) => (
        <AmountRow
          key={each.column}
          of={each}
          onChange={(next) => change(next ? columns.with(n, next) : columns.toSpliced(n, 1))}
        />
      ))}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t("import.addColumn")}
          placeholder={t("import.noColumn")}
          searchable
          data={free}
          value={null}
          onChange={(column) => column !== null && change([...columns, { column, kind: "other", sign: "as_is" }])}
        />
        <Select
          label={t("import.netColumn")}
          placeholder={t("import.noColumn")}
          clearable
          data={[...heads]}
          value={of.net ?? null}
          onChange={onNet}
        />
      </SimpleGrid>
    </Stack>
  );
}

interface RowProps {
  readonly of: AmountColumn;
  /** Null: it is removed. */
  onChange(column: AmountColumn | null): void;
}

function AmountRow({ of, onChange }: RowProps) {
  const { t } = useTranslation("settlements");
  const { column } = of;
  return (
    <Group gap="xs" wrap="nowrap" align="center">
      <Text size="sm" flex="1 1 8rem" miw={0} style={{ overflowWrap: "anywhere" }}>
        <bdi>{column}</bdi>
      </Text>
      <OneOf
        aria-label={t("import.kindOf", { column })}
        flex="1 1 8rem"
        options={useKinds()}
        value={of.kind}
        onChange={(value) => onChange({ ...of, kind: kindOf(value) })}
      />
      <OneOf
        aria-label={t("import.signOf", { column })}
        flex="1 1 8rem"
        options={worded(["as_is", "taken", "given"], (value) => t(`import.signs.${value}`))}
        value={of.sign}
        onChange={(sign) => onChange({ ...of, sign })}
      />
      <IconAction icon={IconTrash} label={t("import.removeColumn", { column })} onClick={() => onChange(null)} />
    </Group>
  );
}

interface WordProps extends PartProps {
  readonly heads: readonly string[];
  readonly words: ReadFile["words"];
}

function RowFields({ heads, of, words, onChange }: WordProps) {
  const { t } = useTranslation("settlements");
  const kinds = useKinds();
  const { rows } = of;
  if (!rows) return null;
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <OneOf
          label={t("import.amountColumn")}
          options={[...heads]}
          value={rows.amount}
          onChange={(amount) => onChange({ ...of, rows: { ...rows, amount } })}
        />
        <MultiSelect
          label={t("import.wordColumns")}
          data={[...heads]}
          maxValues={5}
          value={rows.words}
          onChange={(chosen) => chosen.length > 0 && onChange({ ...of, rows: { ...rows, words: chosen } })}
        />
      </SimpleGrid>
      {words.length > 0 && (
        <Text size="sm" fw={600}>
          {t("import.words")}
        </Text>
      )}
      {words.slice(0, 40).map(({ word, kind }) => (
        <Group key={word} gap="xs" wrap="nowrap">
          <Text size="sm" flex="1 1 12rem" miw={0} style={{ overflowWrap: "anywhere" }}>
            <bdi>{word}</bdi>
          </Text>
          <OneOf
            aria-label={t("import.kindOf", { column: word })}
            flex="1 1 10rem"
            options={kinds}
            value={rows.kinds[word.toLowerCase()] ?? kind}
            onChange={(value) =>
              onChange({ ...of, rows: { ...rows, kinds: { ...rows.kinds, [word.toLowerCase()]: kindOf(value) } } })
            }
          />
        </Group>
      ))}
    </Stack>
  );
}
