import { Table } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { TableHead } from "../ui/table-head.tsx";
import { ChangeValue, useFieldName } from "./change-value.tsx";
import { changesIn, currencyIn, type DescribedEntry } from "./entry.ts";

/** Field by field what was and what became of it. */
export function Changes({ entry }: { readonly entry: DescribedEntry }) {
  const { t } = useTranslation("audit");
  const nameOf = useFieldName();
  const changes = changesIn(entry);
  if (changes.length === 0) return null;
  const currency = currencyIn(entry);
  return (
    <Table fz="sm">
      <TableHead words={[t("field"), t("before"), t("after")]} />
      <Table.Tbody>
        {changes.map(({ field, before, after }) => (
          <Table.Tr key={field} data-change={field}>
            <Table.Td>{nameOf(field)}</Table.Td>
            <Table.Td>
              <ChangeValue field={field} value={before} currency={currency} />
            </Table.Td>
            <Table.Td>
              <ChangeValue field={field} value={after} currency={currency} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
