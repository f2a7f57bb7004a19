/** A short list that is shown whole: a table, cards on a phone. Long lists are ListScreen's. */

import { Group, Paper, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import * as column from "./list/column.tsx";
import type { Column } from "./list/columns.ts";
import { idOf, type Keyed } from "./list/row-key.ts";
import { useIsPhone } from "./phone.ts";

/** Columns written in place are told what makes them: so they know their rows' type. */
type Columns<Row> = readonly Column<Row>[] | ((make: typeof column) => readonly Column<Row>[]);

interface Shown<Row> {
  /** For screen readers: "API keys". */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: Columns<Row>;
  /** Said in place of a list without rows. */
  readonly none?: string;
  rowKey?(row: Row): string;
  actions?(row: Row): ReactNode;
}

type Props<Row> = Shown<Row> & Keyed<Row>;

export function PlainList<Row>(props: Props<Row>) {
  const isPhone = useIsPhone();
  if (props.none !== undefined && props.rows.length === 0) return <Text size="sm">{props.none}</Text>;
  return isPhone ? <Cards {...props} /> : <Rows {...props} />;
}

const made = <Row,>(columns: Columns<Row>) => (typeof columns === "function" ? columns(column) : columns);

function Rows<Row>({ label, rows, rowKey = idOf, actions, ...rest }: Shown<Row>) {
  const columns = made(rest.columns);
  const { t } = useTranslation("ui");
  const align = (column: Column<Row>) => ({ textAlign: column.isEnd ? ("end" as const) : ("start" as const) });
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.id} style={align(column)} className="nowrap">
                {column.header}
              </Table.Th>
            ))}
            {actions && <Table.Th aria-label={t("list.rowActions")} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)} data-row>
              {columns.map((column) => (
                <Table.Td key={column.id} style={align(column)}>
                  {column.cell(row)}
                </Table.Td>
              ))}
              {actions && <Table.Td style={{ textAlign: "end" }}>{actions(row)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards<Row>({ label, rows, rowKey = idOf, actions, ...rest }: Shown<Row>) {
  const columns = made(rest.columns);
  const of = (place: Column<Row>["onCard"]) => columns.filter(({ onCard }) => onCard === place);
  return (
    <Stack gap="xs" component="ul" p="xs" m={0} aria-label={label} style={{ listStyle: "none" }}>
      {rows.map((row) => (
        <Paper component="li" p="sm" key={rowKey(row)} data-row>
          <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
            <Stack gap={4} miw={0} flex={1}>
              {of("title").map((column) => (
                <Text key={column.id} component="div" fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
                  {column.cell(row)}
                </Text>
              ))}
              {of("fact").map((column) => (
                <Group key={column.id} gap="xs" wrap="nowrap" align="baseline">
                  <Text size="xs" c="var(--quiet)" className="nowrap">
                    {column.header}
                  </Text>
                  <Text size="xs" component="div" miw={0} style={{ overflowWrap: "anywhere" }}>
                    {column.cell(row)}
                  </Text>
                </Group>
              ))}
            </Stack>
            <Stack gap={6} align="flex-end">
              {of("state").map((column) => (
                <div key={column.id}>{column.cell(row)}</div>
              ))}
              {actions?.(row)}
            </Stack>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
