/** The open drafts of a category as a table: what is missing is written where it is missing. */
import { Group, MultiSelect, Stack, Table, Text } from "@mantine/core";
import { IconArrowBarDown } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { Sentence } from "../ui/sentence.tsx";
import { rowsOf } from "./grid-fill.ts";
import { besideCells, type Cell, type Changed, cellOf, editsOf, type Line, withCell } from "./grid-values.ts";
import { changeDrafts, GRID_ROWS, RENEWED } from "./queries.ts";
import type { Draft, Field, Requirements } from "./shapes.ts";
import { useFilling } from "./use-filling.ts";
import { ValueInput } from "./value-input.tsx";

interface Props {
  readonly drafts: readonly Draft[];
  readonly requirements: Requirements;
  readonly mayEdit: boolean;
}

export function GridCard({ drafts, requirements, mayEdit }: Props) {
  const { t } = useTranslation("listing-drafts");
  return (
    <Card title={t("grid.title")} text={t("grid.text")}>
      {drafts.length === 0 ? (
        <Quiet>{t("grid.none")}</Quiet>
      ) : (
        <Grid drafts={drafts} fields={requirements.schema.fields} mayEdit={mayEdit} />
      )}
      {drafts.length === GRID_ROWS && <Quiet mt="sm">{t("grid.more", { shown: GRID_ROWS })}</Quiet>}
    </Card>
  );
}

/** Fields that something is missing or wrong at, and those the channel requires. */
const shownAtFirst = (drafts: readonly Draft[], fields: readonly Field[]): string[] => {
  const lacking = new Set(drafts.flatMap(({ problems }) => problems.flatMap(({ field }) => field ?? [])));
  const requested = fields.filter(({ key }) => lacking.has(key));
  return (requested.length > 0 ? requested : fields.filter(({ need }) => need === "required")).map(({ key }) => key);
};

function useSaving(changed: Changed, setChanged: Dispatch<SetStateAction<Changed>>) {
  const { t } = useTranslation("listing-drafts");
  const client = useQueryClient();
  return useAction({
    async run() {
      const results = await changeDrafts({ action: "edit", drafts: editsOf(changed) });
      const refused = new Map(results.flatMap(({ id, problem }) => (problem === undefined ? [] : [[id, problem]])));
      await Promise.all(RENEWED.map((queryKey) => client.invalidateQueries({ queryKey })));
      // The others are saved.
      setChanged((now) => new Map([...now].filter(([id]) => refused.has(id))));
      const [problem] = refused.values();
      if (problem !== undefined) throw new Error(problem);
    },
    said: t("grid.said"),
  });
}

function Grid({
  drafts,
  fields,
  mayEdit,
}: {
  readonly drafts: readonly Draft[];
  readonly fields: readonly Field[];
  readonly mayEdit: boolean;
}) {
  const { t } = useTranslation("listing-drafts");
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [changed, setChanged] = useState<Changed>(new Map());
  const keys = chosen ?? shownAtFirst(drafts, fields);
  const columns = fields.filter(({ key }) => keys.includes(key));
  const rows = rowsOf(drafts);
  const fill = useFilling({ rows, columns, changed }, setChanged);
  const save = useSaving(changed, setChanged);
  return (
    <Stack>
      <MultiSelect
        label={t("grid.columns")}
        searchable
        data={fields.map(({ key, name }) => ({ value: key, label: name }))}
        value={[...keys]}
        onChange={setChosen}
      />
      <Table.ScrollContainer minWidth={600} type="native" tabIndex={0}>
        <Table aria-label={t("grid.title")} {...(mayEdit && fill.events)}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={200}>{t("columns.product")}</Table.Th>
              {columns.map(({ key, name, need }, column) => (
                <Table.Th key={key} miw={160}>
                  <Group gap={4} wrap="nowrap" justify="space-between">
                    <span>
                      <bdi>{name}</bdi>
                      {need === "required" && " *"}
                    </span>
                    {mayEdit && rows.length > 1 && (
                      <IconAction
                        icon={IconArrowBarDown}
                        label={t("grid.fillDown", { field: name })}
                        title={t("grid.fillDownHow")}
                        onClick={() => fill.column(column)}
                      />
                    )}
                  </Group>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ draft, line }, row) => (
              <Table.Tr key={`${draft.id} ${line.variantId ?? ""}`} data-row>
                <Table.Td>
                  <Text size="sm" fw={isProducts(line) ? 600 : 400} dir="auto">
                    {nameOf(draft, line)}
                  </Text>
                  {besideCells(draft, line, fields).map((text) => (
                    <Text key={text} size="xs" c="var(--mantine-color-error)">
                      <Sentence text={text} />
                    </Text>
                  ))}
                </Table.Td>
                {columns.map((field, column) => (
                  <Table.Td key={field.key} data-cell={`${row} ${column}`}>
                    <GridCell
                      cell={cellOf(draft, line, field, changed)}
                      field={field}
                      label={`${field.name}: ${nameOf(draft, line)}`}
                      mayEdit={mayEdit}
                      onChange={({ variantId }, values) =>
                        setChanged(withCell(changed, { draftId: draft.id, variantId, key: field.key }, values))
                      }
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <SaveBar
        isChanged={changed.size > 0}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setChanged(new Map())}
      />
    </Stack>
  );
}

const isProducts = ({ variantId, isOnly }: Line): boolean => variantId === null || isOnly;
const nameOf = ({ title }: Draft, line: Line): string => (isProducts(line) ? title : line.sku);

interface CellProps {
  readonly cell: Cell | null;
  readonly field: Field;
  readonly label: string;
  readonly mayEdit: boolean;
  onChange(cell: Cell, values: string[]): void;
}

function GridCell({ cell, field, label, mayEdit, onChange }: CellProps) {
  if (cell === null) return null;
  return (
    <ValueInput
      field={field}
      label={label}
      isLabelHidden
      values={cell.values}
      disabled={!mayEdit}
      problem={cell.problem}
      onChange={(values) => onChange(cell, values)}
    />
  );
}
